import { type Seeded, seeded } from "../../kit/testing/seeded.ts";

/**
 * The rules once more, written to be obviously right instead of fast: each day of a period is
 * looked at by itself, with dates as JavaScript has them. It shares no code with the real ones.
 */
export interface NaiveRule {
  readonly frequency: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  readonly interval: number;
  readonly months: readonly number[];
  readonly monthDays: readonly number[];
  /** 0 is Monday. */
  readonly weekdays: readonly { readonly weekday: number; readonly nth: number }[];
  readonly positions: readonly number[];
  readonly weekStart: number;
  readonly count: number | undefined;
  readonly until: string | undefined;
}

const dayMs = 86_400_000;
const codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

const dayOf = (text: string) => Date.parse(`${text}T00:00:00Z`) / dayMs;
const textOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly date: number;
  readonly weekday: number;
  readonly monthLength: number;
}

/** The same few years are looked at for every rule. */
const known = new Map<number, Parts>();

function partsOf(day: number): Parts {
  const found = known.get(day);
  if (found) return found;
  const at = new Date(day * dayMs);
  const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  const monthLength = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const parts = { year, month, date, weekday: (at.getUTCDay() + 6) % 7, monthLength };
  known.set(day, parts);
  return parts;
}

/** The rule as text. */
export function textOfRule(rule: NaiveRule): string {
  const list = (name: string, items: readonly (string | number)[]) =>
    items.length === 0 ? [] : [`${name}=${items.join(",")}`];
  return [
    `FREQ=${rule.frequency}`,
    `INTERVAL=${rule.interval}`,
    ...list("BYMONTH", rule.months),
    ...list("BYMONTHDAY", rule.monthDays),
    ...list(
      "BYDAY",
      rule.weekdays.map(({ weekday, nth }) => `${nth || ""}${codes[weekday]}`),
    ),
    ...list("BYSETPOS", rule.positions),
    ...list("COUNT", rule.count === undefined ? [] : [rule.count]),
    ...list("UNTIL", rule.until === undefined ? [] : [rule.until.replaceAll("-", "")]),
    `WKST=${codes[rule.weekStart]}`,
  ].join(";");
}

/** All dates of the rule from its start to the last day, both included. */
export function naiveDates(rule: NaiveRule, start: string, last: string): string[] {
  const first = dayOf(start);
  const found: string[] = [];
  let period: number[] = [];
  const close = () => {
    const chosen = period.filter(
      (_, i) =>
        rule.positions.length === 0 ||
        rule.positions.includes(i + 1) ||
        rule.positions.includes(i - period.length),
    );
    for (const day of chosen) if (day >= first) found.push(textOf(day));
    period = [];
  };
  // Positions count from the beginning of the period, also before the start.
  const begin = dayOf(`${start.slice(0, 4)}-01-01`);
  const end = dayOf(`${Number(last.slice(0, 4)) + 1}-01-01`);
  for (let day = begin; day < end; day++) {
    if (begins(rule, day)) close();
    if (isInStep(rule, day, first) && fits(rule, day, first)) period.push(day);
  }
  close();
  const counted = rule.count === undefined ? found : found.slice(0, rule.count);
  return counted.filter((date) => date <= last && (rule.until === undefined || date <= rule.until));
}

function begins({ frequency }: NaiveRule, day: number): boolean {
  const { month, date } = partsOf(day);
  if (frequency === "YEARLY") return month === 1 && date === 1;
  return frequency !== "MONTHLY" || date === 1;
}

function isInStep({ frequency, interval, weekStart }: NaiveRule, day: number, first: number) {
  const [now, then] = [partsOf(day), partsOf(first)];
  const weekOf = (at: number) => at - ((partsOf(at).weekday - weekStart + 7) % 7);
  const stepsOf = {
    DAILY: () => day - first,
    WEEKLY: () => (weekOf(day) - weekOf(first)) / 7,
    MONTHLY: () => (now.year - then.year) * 12 + now.month - then.month,
    YEARLY: () => now.year - then.year,
  };
  const steps = stepsOf[frequency]();
  return steps >= 0 && steps % interval === 0;
}

function fits(rule: NaiveRule, day: number, first: number): boolean {
  const { frequency, months, monthDays, weekdays } = rule;
  const [now, then] = [partsOf(day), partsOf(first)];
  if (months.length > 0 && !months.includes(now.month)) return false;
  if (monthDays.length === 0 && weekdays.length === 0) {
    if (frequency === "DAILY") return true;
    if (frequency === "WEEKLY") return now.weekday === then.weekday;
    if (now.date !== then.date) return false;
    return frequency === "MONTHLY" || months.length > 0 || now.month === then.month;
  }
  const byDate =
    monthDays.length === 0 ||
    monthDays.some((wanted) => wanted === now.date || wanted === now.date - now.monthLength - 1);
  return (
    byDate && (weekdays.length === 0 || weekdays.some((wanted) => isWanted(rule, day, wanted)))
  );
}

/** Counts by walking back and forth a week at a time within the month or year. */
function isWanted(
  { frequency, months }: NaiveRule,
  day: number,
  { weekday, nth }: NaiveRule["weekdays"][number],
): boolean {
  const now = partsOf(day);
  if (now.weekday !== weekday) return false;
  if (nth === 0) return true;
  const inMonth = frequency === "MONTHLY" || months.length > 0;
  const isSame = (other: number) => {
    const at = partsOf(other);
    return at.year === now.year && (!inMonth || at.month === now.month);
  };
  let place = 1;
  const step = nth > 0 ? -7 : 7;
  for (let other = day + step; isSame(other); other += step) place++;
  return place === Math.abs(nth);
}

/** A rule that is allowed, with its start; the same for the same seed. */
export function randomRule(seed: number): { readonly rule: NaiveRule; readonly start: string } {
  const chance = seeded(seed);
  const frequency = chance.pick(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const);
  const periodic = frequency === "MONTHLY" || frequency === "YEARLY";
  const months = some(chance, 0.25, 3, () => 1 + chance.below(12));
  const monthDays =
    frequency === "WEEKLY"
      ? []
      : some(chance, 0.3, 4, () => (1 + chance.below(31)) * (chance.chance(0.2) ? -1 : 1));
  const nths = periodic && monthDays.length === 0 ? [0, 1, 2, 3, 4, 5, -1, -2, -5] : [0];
  const keys = some(chance, 0.4, 4, () => chance.below(7) * 100 + chance.pick(nths));
  const weekdays = keys.map((key) => {
    const weekday = Math.round(key / 100);
    return { weekday, nth: key - weekday * 100 };
  });
  const choosable = periodic && monthDays.length + weekdays.length > 0;
  const positions = choosable ? some(chance, 0.3, 2, () => chance.pick([1, 2, 3, 7, -1, -2])) : [];
  const start = textOf(dayOf("2026-01-01") + chance.below(800));
  const ends = chance.below(4);
  return {
    start,
    rule: {
      frequency,
      interval: chance.chance(0.5) ? 1 : 1 + chance.below(frequency === "YEARLY" ? 3 : 20),
      months,
      monthDays,
      weekdays,
      positions,
      weekStart: chance.chance(0.3) ? 6 : 0,
      count: ends === 1 ? 1 + chance.below(60) : undefined,
      until: ends === 2 ? textOf(dayOf(start) + chance.below(900)) : undefined,
    },
  };
}

function some(chance: Seeded, probability: number, max: number, make: () => number): number[] {
  if (!chance.chance(probability)) return [];
  return [...new Set(Array.from({ length: 1 + chance.below(max) }, make))];
}
