import { Temporal } from "temporal-polyfill";
import type { Filter } from "../../shared/contracts/api/parsed.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { dayOfDue, today } from "./dates.ts";
import type { Around } from "./plan.ts";

/** The days that a filter is about, as the person's calendar shows them; both included. */
export interface Span {
  readonly from?: Temporal.PlainDate;
  readonly to?: Temporal.PlainDate;
  readonly overdue?: true;
}

const daysPerWeek = 7;

/** The days of a filter. */
export function spanOf({ when, from, to }: Filter, around: Around): Span {
  const now = today(around);
  switch (when) {
    case "today":
      return { from: now, to: now };
    case "tomorrow":
      return { from: now.add({ days: 1 }), to: now.add({ days: 1 }) };
    case "this-week":
      return weekFrom(now.subtract({ days: now.dayOfWeek - 1 }));
    case "next-week":
      return weekFrom(now.add({ days: daysPerWeek + 1 - now.dayOfWeek }));
    case "overdue":
      return { to: now, overdue: true };
    case "no-date":
      return {};
    case undefined:
      return {
        ...(from === undefined ? {} : { from: dayOf(from, around) }),
        ...(to === undefined ? {} : { to: dayOf(to, around) }),
      };
    default:
      return when satisfies never;
  }
}

const weekFrom = (monday: Temporal.PlainDate): Span => ({
  from: monday,
  to: monday.add({ days: daysPerWeek - 1 }),
});

/** Local dates and times count by their day; an instant by the day where the person is. */
const dayOf = (text: string, { timezone }: Around): Temporal.PlainDate =>
  Temporal.PlainDate.from(text.endsWith("Z") ? dayOfDue(text, timezone) : text.slice(0, 10));

/** Whether a task is due in these days. */
export function fitsIn(task: Task, { from, to, overdue }: Span, around: Around): boolean {
  if (from === undefined && to === undefined) return true;
  const { due_date } = task;
  if (due_date === null) return false;
  return overdue ? isOverdue(task, around) : isBetween(due_date, { from, to }, around);
}

/** Whether a filter is about when tasks were done, and not about when they were due. */
export const isAboutDone = ({ status, when, from, to }: Filter): boolean =>
  status === "completed" &&
  ((when !== undefined && when !== "overdue" && when !== "no-date") ||
    from !== undefined ||
    to !== undefined);

/** Whether a task was done in these days. */
export const wasDoneIn = ({ completed_at }: Task, span: Span, around: Around): boolean =>
  completed_at !== null && isBetween(completed_at, span, around);

function isBetween(
  date: string,
  {
    from,
    to,
  }: {
    readonly from?: Temporal.PlainDate | undefined;
    readonly to?: Temporal.PlainDate | undefined;
  },
  { timezone }: Around,
): boolean {
  const day = dayOfDue(date, timezone);
  return (from === undefined || day >= String(from)) && (to === undefined || day <= String(to));
}

/** Whether an open task should have been done by now. */
export const isOverdue = ({ status, due_date }: Task, around: Around): boolean =>
  status !== "completed" &&
  due_date !== null &&
  (due_date.includes("T") ? Date.parse(due_date) < around.nowMs : due_date < String(today(around)));
