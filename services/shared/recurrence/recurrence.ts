import {
  addSeconds,
  compareLocal,
  dateOf,
  dateText,
  type LocalTime,
  localText,
  parseLocal,
} from "./local-time.ts";
import { firstLocal } from "./locals.ts";
import { parseRule } from "./parse-rule.ts";
import { isAfterUntil, notLocal, type Plan, plan } from "./plan.ts";
import { RecurrenceError } from "./recurrence-error.ts";
import { type Rule, ruleText } from "./rule.ts";
import type { Recurrence, RecurrenceInput } from "./shape.ts";
import { localOf, parseZone } from "./zone.ts";

// The other files of this folder serve these; whoever uses recurrences needs only this one.
export { cronOf } from "./cron.ts";
export { type DayPolicy, monthlyOn } from "./day-policy.ts";
export { nextFromCompletion } from "./from-completion.ts";
export { type NamedMoment, namedMoment } from "./named-moment.ts";
export { between, next, occurrencesMax } from "./occurrences.ts";
export { RecurrenceError } from "./recurrence-error.ts";
export { fromObject, type S2RecurrenceObject, toObject } from "./recurrence-object.ts";
export type { Occurrence, Recurrence, RecurrenceInput } from "./shape.ts";
export { isSameButEnd, isShortened, type Split, splitAt } from "./split.ts";
export { windowStart } from "./window-start.ts";
export { inWords } from "./words.ts";

/** Beyond this a start is a typing error, and walking from it would only cost time. */
const startYearsMax = 50;
const secondsPerHour = 3_600;

/** Without a second of the day it is about whole days. */
interface Start {
  readonly day: number;
  readonly secondOfDay: number | undefined;
}

/**
 * Parses what a user or program wrote. Times of day go into dtstart, or stay in BYHOUR/BYMINUTE
 * when there are several. Throws a RecurrenceError that names the field and the way out; a rule
 * that never gives a date is refused too.
 */
export function parseRecurrence(
  input: RecurrenceInput,
  now: Date | number,
  fallbackZone: string,
): Recurrence {
  const timezone = parseZone(input.timezone ?? fallbackZone);
  const written = parseRule(input.rrule, timezone);
  const here = localOf(Number(now), timezone);
  const fromCompletion = input.from_completion ?? false;
  const begin =
    input.dtstart === undefined
      ? firstFrom(written, here, timezone)
      : writtenStart(written, input.dtstart, here, timezone);
  const { rule, start } = timeIntoStart(written, begin, timezone);
  refuseWithoutDates(plan(rule, start.day, start.secondOfDay, timezone));
  if (fromCompletion && rule.end.kind === "count") {
    throw new RecurrenceError(
      "rrule",
      "COUNT does not go with from_completion, where no date is fixed; use UNTIL",
    );
  }
  return {
    rrule: ruleText(rule),
    dtstart: startText(start),
    timezone,
    from_completion: fromCompletion,
  };
}

function startText({ day, secondOfDay }: Start): string {
  return secondOfDay === undefined ? dateText(day) : localText({ day, secondOfDay });
}

/** The first date from now on, so that an interval and a COUNT begin with a date to come. */
function firstFrom(rule: Rule, here: LocalTime, timezone: string): Start {
  if (rule.frequency === "HOURLY") {
    return addSeconds(here, secondsPerHour - (here.secondOfDay % secondsPerHour));
  }
  const timed = hasTimes(rule);
  const everyTime: Rule = { ...rule, interval: 1, end: { kind: "never" } };
  const fromToday = plan(everyTime, here.day, timed ? 0 : undefined, timezone);
  const first = firstLocal(
    fromToday,
    here.day,
    (local) => !timed || compareLocal(local, here) >= 0,
  );
  if (first === undefined) throw neverHappens();
  return { day: first.day, secondOfDay: timed ? first.secondOfDay : undefined };
}

function writtenStart(rule: Rule, text: string, here: LocalTime, timezone: string): Start {
  const local = parseLocal(text);
  if (local === undefined) throw notLocal(text);
  const { day } = local;
  if (Math.abs(dateOf(day).year - dateOf(here.day).year) > startYearsMax) {
    throw new RecurrenceError(
      "dtstart",
      `${dateText(day)} is too far away; use a date within ${startYearsMax} years from now`,
    );
  }
  if (local.kind === "date-time") return { day, secondOfDay: local.secondOfDay };
  if (rule.frequency === "HOURLY") return { day, secondOfDay: 0 };
  return { day, secondOfDay: hasTimes(rule) ? plan(rule, day, 0, timezone).times[0] : undefined };
}

function hasTimes({ byHour, byMinute }: Rule): boolean {
  return byHour.length > 0 || byMinute.length > 0;
}

/** A single time of day that is still to come on the first day is said by the start alone. */
function timeIntoStart(rule: Rule, start: Start, timezone: string): { rule: Rule; start: Start } {
  const [time, ...more] = plan(rule, start.day, start.secondOfDay, timezone).times;
  const single = hasTimes(rule) && more.length === 0 && time !== undefined;
  if (!single || time < (start.secondOfDay ?? 0)) return { rule, start };
  return {
    rule: { ...rule, byHour: [], byMinute: [] },
    start: { day: start.day, secondOfDay: time },
  };
}

function refuseWithoutDates(made: Plan): void {
  if (isAfterUntil(made.rule, made.start)) {
    throw new RecurrenceError("rrule", "UNTIL is before the start; use a later UNTIL or dtstart");
  }
  if (firstLocal(made, made.start.day, () => true) === undefined) throw neverHappens();
}

function neverHappens(): RecurrenceError {
  return new RecurrenceError(
    "rrule",
    "this rule gives no date within 50 years or before its end; check its days and months",
  );
}
