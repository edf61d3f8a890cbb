import rrule from "rrule";
import { dateOf, daysInMonth, firstOfMonth, modulo, weekdayOf } from "./local-time.ts";
import type { Plan } from "./plan.ts";
import { type Frequency, type Rule, withLongestStep } from "./rule.ts";

const { RRule } = rrule;
const msPerDay = 86_400_000;
const monthsPerYear = 12;

/** Looks at one day of the rule; false ends the walk. */
type Visit = (day: number) => boolean;

/**
 * Visits the days of a plan from `from` to `to` in order; the days before the plan's start are
 * left out, COUNT and UNTIL are left to the caller.
 *
 * rrule sees only parsed numbers, in floating time (UTC fields), and never a filter that could
 * keep it searching: it looks at its end only when it has found a date, so a filter that matches
 * nothing makes it run to the year 9999. Months of daily to monthly rules, and positions
 * (BYSETPOS), are therefore chosen here.
 */
export function walkDays(plan: Plan, from: number, to: number, visit: Visit): void {
  const first = Math.max(from, plan.start.day);
  if (first > to) return;
  const { frequency } = plan.rule;
  const everyDay: Rule = { ...plan.rule, frequency: "DAILY", interval: 1 };
  const rule = withLongestStep(frequency === "HOURLY" ? everyDay : plan.rule);
  const filtered = (day: number) => day < plan.start.day || !matches(rule, day) || visit(day);
  const byPosition = rule.bySetPos.length > 0;
  const anchor = anchorOf(rule, plan.start.day, first);
  const last = byPosition ? endOfPeriod(rule.frequency, to) : to;
  const groups = byPosition ? inGroups(rule, filtered) : undefined;
  stepper(rule, anchor, last).all((date) => {
    const day = date.getTime() / msPerDay;
    return groups ? groups.add(day) : day < first || filtered(day);
  });
  groups?.finish();
}

/** The last beginning of a step of this rule that is not after `first`: old rules cost no more. */
function anchorOf(rule: Rule, start: number, first: number): number {
  const back = (begin: number, now: number) => begin + steps(now - begin, rule.interval);
  const { year, month } = dateOf(start);
  const now = dateOf(first);
  switch (rule.frequency) {
    case "HOURLY":
    case "DAILY":
      return back(start, first);
    case "WEEKLY": {
      const week = start - modulo(weekdayOf(start) - rule.weekStart, 7);
      return week + steps(first - week, 7 * rule.interval);
    }
    case "MONTHLY": {
      const months = back(
        year * monthsPerYear + month - 1,
        now.year * monthsPerYear + now.month - 1,
      );
      return firstOfMonth(Math.floor(months / monthsPerYear), (months % monthsPerYear) + 1);
    }
    case "YEARLY":
      return firstOfMonth(back(year, now.year), 1);
    default:
      return rule.frequency satisfies never;
  }
}

function steps(distance: number, step: number): number {
  return Math.floor(distance / step) * step;
}

function endOfPeriod(frequency: Frequency, day: number): number {
  const { year, month } = dateOf(day);
  return (frequency === "YEARLY" ? firstOfMonth(year + 1, 1) : firstOfMonth(year, month + 1)) - 1;
}

/** Weekdays are counted at most this often in a month or a year. */
const weeksMax = { month: 5, year: 53 } as const;

function stepper(rule: Rule, anchor: number, last: number) {
  const { frequency } = rule;
  const steppedByDay = frequency === "DAILY";
  return new RRule(
    {
      freq: RRule[frequency],
      interval: rule.interval,
      dtstart: new Date(anchor * msPerDay),
      until: new Date(last * msPerDay),
      wkst: rule.weekStart,
      byweekday: steppedByDay ? null : weekdays(rule),
      bymonthday: steppedByDay ? null : [...rule.byMonthDay],
      bymonth: frequency === "YEARLY" ? [...rule.byMonth] : null,
    },
    true,
  );
}

function weekdays({ frequency, byDay, byMonth }: Rule) {
  const counted = byDay.some(({ nth }) => nth !== 0);
  const most = frequency === "MONTHLY" || byMonth.length > 0 ? weeksMax.month : weeksMax.year;
  return byDay.flatMap(({ weekday, nth }) => {
    const code = new rrule.Weekday(weekday);
    if (nth !== 0) return [code.nth(nth)];
    // rrule joins "each Monday" and "the first Tuesday" with "and", where RFC 5545 says "or".
    return counted ? Array.from({ length: most }, (_, i) => code.nth(i + 1)) : [code];
  });
}

function matches(rule: Rule, day: number): boolean {
  const { byMonth, byMonthDay, byDay, frequency } = rule;
  if (frequency === "YEARLY") return true;
  const at = dateOf(day);
  if (byMonth.length > 0 && !byMonth.includes(at.month)) return false;
  if (frequency !== "DAILY") return true;
  const fromEnd = at.date - daysInMonth(at) - 1;
  if (byMonthDay.length > 0 && !byMonthDay.includes(at.date) && !byMonthDay.includes(fromEnd)) {
    return false;
  }
  return byDay.length === 0 || byDay.some(({ weekday }) => weekday === weekdayOf(day));
}

/** Collects the days of a month or year and passes on those whose position the rule names. */
function inGroups(rule: Rule, visit: Visit): { add: Visit; finish: () => void } {
  let group: number[] = [];
  let period = Number.NaN;
  const flush = (): boolean => {
    const positions = rule.bySetPos.map((at) => (at > 0 ? at - 1 : group.length + at));
    const chosen = group.filter((_, i) => positions.includes(i));
    group = [];
    return chosen.every(visit);
  };
  const add = (day: number): boolean => {
    const { year, month } = dateOf(day);
    const now = rule.frequency === "YEARLY" ? year : year * monthsPerYear + month;
    const goOn = now === period || flush();
    period = now;
    group.push(day);
    return goOn;
  };
  return {
    add: (day) => {
      const goOn = add(day);
      if (!goOn) group = [];
      return goOn;
    },
    finish: () => {
      flush();
    },
  };
}
