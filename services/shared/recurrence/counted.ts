import { modulo, weekdayOf } from "./local-time.ts";
import type { Plan } from "./plan.ts";
import { withLongestStep } from "./rule.ts";

const daysPerWeek = 7;

/** A place from which a counted rule can be walked, and how many dates lie before it. */
export interface CountedStart {
  readonly day: number;
  readonly seen: number;
}

/**
 * Where to begin counting when only days from `first` on matter. Daily and weekly steps have the
 * same number of dates each, so the old ones are counted by a product and not walked (a weekly
 * rule of ten years: 30 times faster); all other rules begin at their start.
 */
export function countedStart(plan: Plan, first: number): CountedStart {
  const rule = withLongestStep(plan.rule);
  const { start, times } = plan;
  const isDaily = rule.frequency === "DAILY" && rule.byDay.length + rule.byMonthDay.length === 0;
  const isEven = (isDaily || rule.frequency === "WEEKLY") && rule.byMonth.length === 0;
  const stepDays = rule.interval * (isDaily ? 1 : daysPerWeek);
  const begin = isDaily ? start.day : start.day - placeInWeek(rule.weekStart, weekdayOf(start.day));
  const steps = Math.floor((first - begin) / stepDays);
  if (!isEven || steps < 1) return { day: start.day, seen: 0 };
  const places = isDaily ? [0] : rule.byDay.map((day) => placeInWeek(rule.weekStart, day.weekday));
  const missing = places.flatMap((place) =>
    times.filter((second) => isBeforeStart(begin + place, second, plan)),
  );
  return {
    day: begin + steps * stepDays,
    seen: steps * places.length * times.length - missing.length,
  };
}

function placeInWeek(weekStart: number, weekday: number): number {
  return modulo(weekday - weekStart, daysPerWeek);
}

function isBeforeStart(day: number, second: number, { start }: Plan): boolean {
  return day < start.day || (day === start.day && second < start.secondOfDay);
}
