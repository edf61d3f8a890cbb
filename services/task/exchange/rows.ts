import { type RowNote, rowNote } from "../../shared/contracts/api/exchange.ts";
import { newRecurringTask } from "../../shared/contracts/api/recurring-tasks.ts";
import { newTask } from "../../shared/contracts/api/tasks.ts";
import { recurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import { task } from "../../shared/contracts/entities/task.ts";
import { matching } from "../../shared/kit/body.ts";
import { Problem } from "../../shared/kit/problem.ts";
import type { ImportItem } from "../command.ts";
import { parsedRule } from "../creation.ts";

/** A row of a file as it was read, in the names of the API, its values not yet looked at. */
export interface Row {
  readonly row: number;
  readonly kind: "task" | "template";
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a file says, whatever its form. */
export interface Read {
  readonly rows: readonly Row[];
  readonly skipped: readonly RowNote[];
  readonly notUnderstood: readonly RowNote[];
}

const taskFields = ["title", "description", "priority", "tags", "due_date", "timezone"] as const;
const templateFields = [
  ...["title", "description", "priority", "tags", "recurrence"],
  ...["reminder_offsets", "nag_minutes", "missed"],
] as const;

/** What an import keeps of a task beside that which a new one may say. */
const history = task.pick({ status: true, created_at: true, completed_at: true }).partial();
const templateState = recurringTask.pick({ status: true, exceptions: true }).partial();

/** The item of a row under the same rules as a new one, or all that is wrong with it. */
export function checked({ row, kind, fields }: Row, nowMs: number): ImportItem | RowNote[] {
  try {
    return kind === "task" ? taskItem(fields) : templateItem(fields, nowMs);
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    return (thrown.details.errors ?? []).map((error) => rowNote.parse({ row, ...error }));
  }
}

function taskItem(fields: Row["fields"]): ImportItem {
  const { status = "pending", created_at, completed_at = null } = matching(history, fields);
  const reminders = status === "completed" ? [] : remindersIn(fields.reminders);
  const input = matching(newTask, { ...picked(fields, taskFields), reminders });
  return { kind: "task", input, status, created_at, completed_at };
}

function templateItem(fields: Row["fields"], nowMs: number): ImportItem {
  const { status = "active", exceptions = [] } = matching(templateState, fields);
  const { recurrence, ...words } = matching(newRecurringTask, picked(fields, templateFields));
  const input = { ...words, recurrence: parsedRule(recurrence, nowMs) };
  return { kind: "template", input, status, exceptions };
}

/** Reminders as they are asked for; those that an export has say more, and may be over. */
function remindersIn(given: unknown): unknown {
  if (!Array.isArray(given)) return given ?? [];
  const known = task.shape.reminders.safeParse(given);
  if (!known.success) return given;
  return known.data
    .filter(({ status }) => status === "pending")
    .map(({ offset, at, nag_minutes }) => ({
      ...(offset === null ? { at } : { offset }),
      ...(typeof nag_minutes === "number" ? { nag_minutes } : {}),
    }));
}

const picked = (fields: Row["fields"], names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  );
