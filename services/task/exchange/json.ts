import {
  type ExportFile,
  exportFile,
  importFile,
  type RowNote,
} from "../../shared/contracts/api/exchange.ts";
import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { matching, parseJson } from "../../shared/kit/body.ts";
import type { Read, Row } from "./rows.ts";

/** Everything a person has, in our own form. */
export const asJson = (
  tasks: readonly Task[],
  templates: readonly RecurringTask[],
  now: string,
): ExportFile =>
  exportFile.parse({ version: 1, exported_at: now, tasks, recurring_tasks: templates });

/**
 * The rows of a file in our own form: the tasks, then the templates. Ids are not taken over, so an
 * open date still to come is left to its template, which makes it anew.
 */
export function readJson(text: string, now: string): Read {
  const { tasks, recurring_tasks: templates } = matching(importFile, parseJson(text));
  const living = new Set(templates.filter((one) => one.status !== "stopped").map(({ id }) => id));
  const skipped: RowNote[] = [];
  const rows: Row[] = [];
  tasks.forEach((fields, i) => {
    const row = i + 1;
    if (isMadeAnew(fields, now) && living.has(fields.recurring_task_id)) {
      const message = "its template is in this file and makes it anew";
      skipped.push({ row, field: "recurring_task_id", message });
    } else rows.push({ row, kind: "task", fields });
  });
  templates.forEach((fields, i) => {
    const row = tasks.length + i + 1;
    if (fields.status === "stopped") {
      skipped.push({ row, field: "status", message: "it was stopped and makes no more tasks" });
    } else rows.push({ row, kind: "template", fields });
  });
  return { rows, skipped, notUnderstood: [] };
}

const isMadeAnew = ({ recurring_task_id, status, due_date }: Row["fields"], now: string) =>
  typeof recurring_task_id === "string" &&
  status !== "completed" &&
  typeof due_date === "string" &&
  due_date >= now.slice(0, due_date.length);
