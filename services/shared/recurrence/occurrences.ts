import { countedStart } from "./counted.ts";
import { walkDays } from "./days.ts";
import { dateText, localText, parseLocal } from "./local-time.ts";
import { instantIn, localsOn, lookAheadDays, occurrence } from "./locals.ts";
import { isAfterUntil, type Plan, planOf } from "./plan.ts";
import { quoted, RecurrenceError } from "./recurrence-error.ts";
import type { Occurrence, Recurrence } from "./shape.ts";
import { parseInstant } from "./zone.ts";

/** One answer stays small; who needs more asks again from the last date on. */
export const occurrencesMax = 400;
const msPerDay = 86_400_000;
const lookAheadMs = lookAheadDays * msPerDay;
/**
 * How many days a date on the wall can lie from the UTC date of its instant: one for the offset
 * of the zone and one for a whole day that a zone skipped (Pacific/Apia, 30 December 2011).
 */
const zoneDays = 2;

/** From is included, to is not; both in milliseconds. */
interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

/**
 * The dates of a recurrence from `from` (included) to `to` (not included), both instants, in the
 * order of their instants: at most the first 400, and at most 50 years. Exceptions are local
 * date-times, or dates for all of that day; they do not make a COUNT longer.
 */
export function between(
  recurrence: Recurrence,
  from: string,
  to: string,
  exceptions: readonly string[] = [],
): Occurrence[] {
  const fromMs = parseInstant("from", from);
  const toMs = Math.min(parseInstant("to", to), fromMs + lookAheadMs);
  return collect(planOf(recurrence), { fromMs, toMs, limit: occurrencesMax }, exceptions);
}

/** The next dates after an instant (which is not included): `count` of them, at most 400. */
export function next(
  recurrence: Recurrence,
  after: string,
  count: number,
  exceptions: readonly string[] = [],
): Occurrence[] {
  const fromMs = parseInstant("after", after) + 1;
  const limit = Math.min(Math.max(Math.trunc(count) || 0, 0), occurrencesMax);
  return collect(planOf(recurrence), { fromMs, toMs: fromMs + lookAheadMs, limit }, exceptions);
}

function collect(plan: Plan, window: Window, exceptions: readonly string[]): Occurrence[] {
  const { fromMs, toMs, limit } = window;
  const isExcluded = exclusion(exceptions);
  if (limit === 0 || toMs <= fromMs) return [];
  const { end } = plan.rule;
  const firstDay = Math.floor(fromMs / msPerDay) - zoneDays;
  const lastDay = Math.floor(toMs / msPerDay) + zoneDays;
  const found = new Map<number, Occurrence>();
  const kept = new Set<number>();
  const begin = end.kind === "count" ? countedStart(plan, firstDay) : { day: firstDay, seen: 0 };
  let left = end.kind === "count" ? end.count - begin.seen : Number.POSITIVE_INFINITY;
  let stopDay = Number.POSITIVE_INFINITY;
  walkDays(plan, begin.day, lastDay, (day) => {
    if (day > stopDay) return false;
    for (const local of localsOn(plan, day)) {
      if (left <= 0 || isAfterUntil(plan.rule, local)) return false;
      left -= 1;
      if (day < firstDay) continue;
      const atMs = instantIn(plan, local);
      if (atMs < fromMs || atMs >= toMs) continue;
      // A time that the clock skipped can meet a real one; the later, real one replaces it.
      const one = occurrence(plan, local, atMs);
      found.set(atMs, one);
      if (isExcluded(one)) kept.delete(atMs);
      else kept.add(atMs);
    }
    // A skipped time may overtake the times after it, so two more days belong to the answer.
    if (kept.size >= limit) stopDay = Math.min(stopDay, day + zoneDays);
    return true;
  });
  return [...found]
    .filter(([atMs]) => kept.has(atMs))
    .sort(([a], [b]) => a - b)
    .slice(0, limit)
    .map(([, one]) => one);
}

/** Whether an exception names this date, or its whole day. */
function exclusion(exceptions: readonly string[]): (one: Occurrence) => boolean {
  const excluded = new Set(exceptions.map(exception));
  return ({ local }) => excluded.has(local) || excluded.has(local.slice(0, "2026-01-05".length));
}

function exception(text: string): string {
  const local = parseLocal(text);
  if (local?.kind === "date") return dateText(local.day);
  if (local?.kind === "date-time") return localText(local);
  throw new RecurrenceError(
    "exceptions",
    `${quoted(text)} is not a local date; write "2026-01-05" or "2026-01-05T09:00:00"`,
  );
}
