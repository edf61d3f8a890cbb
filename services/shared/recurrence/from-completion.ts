import {
  addSeconds,
  compareLocal,
  dateOf,
  daysInMonth,
  firstOfMonth,
  type LocalTime,
} from "./local-time.ts";
import { firstLocal, instantIn, occurrence } from "./locals.ts";
import { isAfterUntil, type Plan, planOf } from "./plan.ts";
import type { Frequency } from "./rule.ts";
import type { Occurrence, Recurrence } from "./shape.ts";
import { localOf, parseInstant } from "./zone.ts";

const secondsPerHour = 3_600;

/**
 * The date that follows a completion ("every! 3 days"): the interval counts from the completed
 * day; a rule with weekdays, month days or months takes its first such day after it. A rule with
 * several times a day may go on the same day. Undefined when the rule has ended.
 */
export function nextFromCompletion(
  recurrence: Recurrence,
  completedAt: string,
): Occurrence | undefined {
  const plan = planOf(recurrence);
  const done = localOf(parseInstant("completed_at", completedAt), plan.timezone);
  const local = plan.daysFromStart ? oneIntervalLater(plan, done) : firstChosenDay(plan, done);
  if (local === undefined || isAfterUntil(plan.rule, local)) return undefined;
  return occurrence(plan, local, instantIn(plan, local));
}

function oneIntervalLater(plan: Plan, done: LocalTime): LocalTime {
  const { frequency, interval } = plan.rule;
  if (frequency === "HOURLY") return addSeconds(wholeMinute(done), interval * secondsPerHour);
  const [firstTime = 0, ...laterTimes] = plan.times;
  const sameDay = laterTimes.find((second) => second > done.secondOfDay);
  if (sameDay !== undefined) return { day: done.day, secondOfDay: sameDay };
  return { day: addPeriods(done.day, frequency, interval), secondOfDay: firstTime };
}

function firstChosenDay(plan: Plan, done: LocalTime): LocalTime | undefined {
  const hourly = plan.rule.frequency === "HOURLY";
  const start = hourly ? wholeMinute(done) : { day: done.day, secondOfDay: 0 };
  const sameDayToo = hourly || plan.times.length > 1;
  return firstLocal({ ...plan, start }, done.day, (local) =>
    sameDayToo ? compareLocal(local, done) > 0 : local.day > done.day,
  );
}

function wholeMinute({ day, secondOfDay }: LocalTime): LocalTime {
  return { day, secondOfDay: secondOfDay - (secondOfDay % 60) };
}

/** A month after 31 January is the last day of February: nobody gets a date that does not exist. */
function addPeriods(day: number, frequency: Exclude<Frequency, "HOURLY">, count: number): number {
  if (frequency === "DAILY") return day + count;
  if (frequency === "WEEKLY") return day + 7 * count;
  const { year, month, date } = dateOf(day);
  const first = firstOfMonth(year, month + count * (frequency === "YEARLY" ? 12 : 1));
  return first + Math.min(date, daysInMonth(dateOf(first))) - 1;
}
