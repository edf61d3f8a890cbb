import { Temporal } from "temporal-polyfill";
import type { Change, Due } from "../../shared/contracts/api/parsed.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { dayOfDue } from "./dates.ts";
import type { Around } from "./plan.ts";

type Dated = Pick<Task, "due_date">;

/** Another day keeps the time of day; another time is what was said. */
export function movedTo(due: Due, { due_date }: Dated, { timezone }: Around): string {
  if (!due.all_day) return due.at;
  if (!due_date?.includes("T")) return due.local;
  const before = Temporal.Instant.from(due_date).toZonedDateTimeISO(timezone);
  return `${due.local}T${before.toPlainTime().toString({ smallestUnit: "second" })}`;
}

/** Why a due date cannot be moved from where it is. */
export type Stuck = "no-date" | "no-time" | "past";

/**
 * The due date that follows from the one that is there: "an hour later", "at 10:00". Days and
 * months keep the time on the wall, minutes are exact.
 */
export function movedFrom(
  { shift, time }: Change,
  { due_date }: Dated,
  { timezone, nowMs }: Around,
): string | Stuck {
  if (due_date === null) return "no-date";
  if (!due_date.includes("T") && time === undefined) {
    if (shift?.minutes !== undefined) return "no-time";
    const day = Temporal.PlainDate.from(due_date).add({ ...shift });
    const today = Temporal.Instant.fromEpochMilliseconds(nowMs)
      .toZonedDateTimeISO(timezone)
      .toPlainDate();
    return Temporal.PlainDate.compare(day, today) < 0 ? "past" : String(day);
  }
  const moved =
    time === undefined
      ? Temporal.Instant.from(due_date)
          .toZonedDateTimeISO(timezone)
          .add({ ...shift })
      : Temporal.PlainDateTime.from(`${dayOfDue(due_date, timezone)}T${time}`).toZonedDateTime(
          timezone,
        );
  return moved.epochMilliseconds <= nowMs
    ? "past"
    : new Date(moved.epochMilliseconds).toISOString();
}
