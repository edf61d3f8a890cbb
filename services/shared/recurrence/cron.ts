import { clock, dateOf } from "./local-time.ts";
import { type Plan, planOf, timesOn } from "./plan.ts";
import type { Recurrence } from "./shape.ts";

const monthsPerYear = 12;
const hoursPerDay = 24;

/**
 * The cron expression ("0 9 * * 1-5", in the zone of the rule) that gives the same dates, or
 * undefined where cron cannot say it: intervals that do not divide a year, ends, positions,
 * and dates that count from completion. The start is not part of it.
 */
export function cronOf(recurrence: Recurrence): string | undefined {
  const plan = planOf(recurrence);
  const { byDay, byMonthDay, bySetPos, end } = plan.rule;
  if (recurrence.from_completion || end.kind !== "never" || bySetPos.length > 0) return undefined;
  // Cron joins a month day and a weekday with "or", a rule with "and".
  if (byDay.length > 0 && byMonthDay.length > 0) return undefined;
  if (byDay.some(({ nth }) => nth !== 0) || byMonthDay.some((date) => date < 0)) return undefined;
  const time = timeFields(plan);
  const months = monthField(plan);
  if (time === undefined || months === undefined) return undefined;
  const weekdays = byDay.map(({ weekday }) => (weekday + 1) % 7).sort((a, b) => a - b);
  return [
    time,
    listField(byMonthDay, 31),
    months,
    listField(weekdays.length === 7 ? [] : weekdays, 7),
  ].join(" ");
}

function timeFields(plan: Plan): string | undefined {
  const { frequency, interval } = plan.rule;
  if (frequency === "HOURLY" && hoursPerDay % interval !== 0) return undefined;
  const times = timesOn(plan, plan.start.day).map(clock);
  if (times.some(([, , seconds]) => seconds !== 0)) return undefined;
  const minutes = [...new Set(times.map(([, minute]) => minute))];
  const hours = [...new Set(times.map(([hour]) => hour))];
  const hourField = hours.length === hoursPerDay ? "*" : listField(hours, hoursPerDay);
  return `${minutes.join(",")} ${hourField}`;
}

/** The months of the rule as a field, or undefined when they are not the same every year. */
function monthField({ rule, start }: Plan): string | undefined {
  const { frequency, interval, byMonth } = rule;
  if (frequency === "HOURLY" || interval === 1) return listField(byMonth, monthsPerYear);
  if (frequency !== "MONTHLY" || monthsPerYear % interval !== 0) return undefined;
  const { month: first } = dateOf(start.day);
  const months = Array.from({ length: monthsPerYear }, (_, i) => i + 1).filter(
    (month) =>
      (month - first) % interval === 0 && (byMonth.length === 0 || byMonth.includes(month)),
  );
  return listField(months, monthsPerYear);
}

/** Sorted numbers as cron writes them: "*" for none or all, runs of three and more as a range. */
function listField(values: readonly number[], all: number): string {
  if (values.length === 0 || values.length === all) return "*";
  const runs: number[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run && run.at(-1) === value - 1) run.push(value);
    else runs.push([value]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run.join(","))).join(",");
}
