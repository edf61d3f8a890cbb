import { walkDays } from "./days.ts";
import { dateText, type LocalTime, localText } from "./local-time.ts";
import { isAfterUntil, type Plan, timesOn } from "./plan.ts";
import type { Occurrence } from "./shape.ts";
import { instantOf, startOfDay } from "./zone.ts";

/** How far a question looks ahead; long enough for 29 February on a Monday (28 years). */
export const lookAheadDays = 50 * 366;

/** The dates of a plan on this day, not before its start. */
export function localsOn(plan: Plan, day: number): LocalTime[] {
  return timesOn(plan, day)
    .map((secondOfDay) => ({ day, secondOfDay }))
    .filter((local) => day > plan.start.day || local.secondOfDay >= plan.start.secondOfDay);
}

/** The first date from this day on that is accepted; undefined after UNTIL or 50 years. */
export function firstLocal(
  plan: Plan,
  from: number,
  accept: (local: LocalTime) => boolean,
): LocalTime | undefined {
  let found: LocalTime | undefined;
  walkDays(plan, from, from + lookAheadDays, (day) => {
    found = localsOn(plan, day).find(accept);
    return found === undefined && !isAfterUntil(plan.rule, { day, secondOfDay: 0 });
  });
  return found !== undefined && isAfterUntil(plan.rule, found) ? undefined : found;
}

/** The instant of a date in milliseconds; a whole day begins with its first moment. */
export function instantIn(plan: Plan, local: LocalTime): number {
  return plan.allDay ? startOfDay(local.day, plan.timezone) : instantOf(local, plan.timezone);
}

/** A date with its instant in the form that others get. */
export function occurrence(plan: Plan, local: LocalTime, atMs: number): Occurrence {
  return {
    local: plan.allDay ? dateText(local.day) : localText(local),
    at: new Date(atMs).toISOString(),
  };
}
