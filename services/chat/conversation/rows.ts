import type { Filter } from "../../shared/contracts/api/parsed.ts";
import { dayWords } from "./dates.ts";
import type { Around, Subject } from "./plan.ts";

/** A line of a list: of what repeats the next date, and how many come after it. */
export interface Row {
  readonly subject: Subject;
  readonly later: number;
  /** The due date of the last of them. */
  readonly until: string | null;
}

/** Rows of a list, and how many later dates stand behind them. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly later: number;
}

/** In the list of some days each date stands for itself; in all others it would flood the rest. */
export function rowsOf(filter: Filter, subjects: readonly Subject[]): Rows {
  const isOfDays = filter.when !== undefined || filter.to !== undefined;
  if (isOfDays) return { rows: subjects.map(single), later: 0 };
  const rows = new Map<string, Row>();
  for (const subject of subjects) {
    const key = keyOf(subject) ?? `${rows.size}`;
    const before = rows.get(key);
    const until = subject.task?.due_date ?? null;
    rows.set(key, before ? { ...before, later: before.later + 1, until } : single(subject));
  }
  return { rows: [...rows.values()], later: subjects.length - rows.size };
}

const single = (subject: Subject): Row => ({ subject, later: 0, until: null });

/** Open dates of one template; one with a title of its own stands alone, and so does what is done. */
const keyOf = ({ task }: Subject): string | undefined =>
  task?.recurring_task_id && task.status !== "completed"
    ? `${task.recurring_task_id} ${task.title}`
    : undefined;

/** "repeats, 12 more until Friday 18 December". */
export const repeats = ({ later, until }: Row, around: Around): readonly string[] =>
  later > 0 && until !== null ? ["repeats", `${later} more until ${dayWords(until, around)}`] : [];
