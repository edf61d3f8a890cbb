import type { Task } from "../../shared/contracts/entities/task.ts";
import type { Row } from "./list-state.ts";

/** One line of the list, with what of its task's repetitions is folded behind it. */
export interface Line extends Row {
  readonly later?: Later;
  /** It belongs to the line before it, which is unfolded. */
  readonly isLater?: true;
}

/** The further dates of a task that repeats. */
export interface Later {
  /** The template's id. */
  readonly of: string;
  readonly count: number;
  /** The last of them. */
  readonly until: string;
  readonly is: "folded" | "unfolded";
}

/**
 * Each task that repeats once, in the place of its next open date; where it is unfolded, the
 * further dates follow it one after the other.
 */
export function folded(rows: readonly Row[], unfolded: ReadonlySet<string>): readonly Line[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const of = templateOf(row.task);
    if (of === undefined) continue;
    const group = groups.get(of) ?? [];
    groups.set(of, group);
    group.push(row);
  }
  for (const group of groups.values()) group.sort((a, b) => byDate(a.task, b.task));
  return rows.flatMap((row): readonly Line[] => {
    const of = templateOf(row.task);
    const [next, ...others] = groups.get(of ?? "") ?? [];
    const last = others.at(-1)?.task.due_date;
    if (of === undefined || next === undefined) return [row];
    if (row !== next) return [];
    if (typeof last !== "string") return [row];
    const is = unfolded.has(of) ? "unfolded" : "folded";
    const line = { ...row, later: { of, count: others.length, until: last, is } } as const;
    if (is === "folded") return [line];
    return [line, ...others.map((other) => ({ ...other, isLater: true }) as const)];
  });
}

/** How many tasks the lines do not show. */
export const foldedAway = (lines: readonly Line[]): number =>
  lines.reduce((sum, { later }) => sum + (later?.is === "folded" ? later.count : 0), 0);

/** The template of a task that has a date among others. */
const templateOf = ({ recurring_task_id, due_date }: Task): string | undefined =>
  recurring_task_id === null || due_date === null ? undefined : recurring_task_id;

function byDate(a: Task, b: Task): number {
  const [left, right] = [a.due_date ?? "", b.due_date ?? ""];
  return left === right ? 0 : left < right ? -1 : 1;
}
