import { dateText, localText } from "./local-time.ts";

/** How often a rule repeats. */
export type Frequency = "HOURLY" | "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";

/** A weekday (0 is Monday) and which one of the month or year it is; 0 means each of them. */
export interface WeekdayChoice {
  readonly weekday: number;
  readonly nth: number;
}

/** When a rule stops. A day without a time is included whole. */
export type RuleEnd =
  | { readonly kind: "never" }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "until"; readonly day: number; readonly secondOfDay: number | undefined };

/** A parsed RRULE value; lists are sorted, free of duplicates, and empty when the part is absent. */
export interface Rule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly byMonth: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byDay: readonly WeekdayChoice[];
  readonly byHour: readonly number[];
  readonly byMinute: readonly number[];
  readonly bySetPos: readonly number[];
  readonly end: RuleEnd;
  /** The weekday on which a week begins, 0 is Monday; it counts only for every n-th week. */
  readonly weekStart: number;
}

/** The two letters of each weekday in an RRULE, Monday first. */
export const weekdayCodes: readonly string[] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** The rule as an RFC 5545 RRULE value: parts in one order, defaults left out, UNTIL in local time. */
export function ruleText(rule: Rule): string {
  const list = (name: string, values: readonly (number | string)[]) =>
    values.length === 0 ? [] : [`${name}=${values.join(",")}`];
  return [
    `FREQ=${rule.frequency}`,
    ...(rule.interval === 1 ? [] : [`INTERVAL=${rule.interval}`]),
    ...list("BYMONTH", rule.byMonth),
    ...list("BYMONTHDAY", rule.byMonthDay),
    ...list("BYDAY", rule.byDay.map(weekdayText)),
    ...list("BYHOUR", rule.byHour),
    ...list("BYMINUTE", rule.byMinute),
    ...list("BYSETPOS", rule.bySetPos),
    ...endText(rule.end),
    ...(weekStartCounts(rule) ? [`WKST=${weekdayCodes[rule.weekStart]}`] : []),
  ].join(";");
}

/** A daily rule with filters as the weekly or monthly rule that gives the same days. */
export function withLongestStep(rule: Rule): Rule {
  if (rule.frequency !== "DAILY" || rule.interval > 1) return rule;
  if (rule.byMonthDay.length > 0) return { ...rule, frequency: "MONTHLY" };
  return rule.byDay.length > 0 ? { ...rule, frequency: "WEEKLY" } : rule;
}

function weekdayText({ weekday, nth }: WeekdayChoice): string {
  return `${nth === 0 ? "" : nth}${weekdayCodes[weekday]}`;
}

function endText(end: RuleEnd): string[] {
  switch (end.kind) {
    case "never":
      return [];
    case "count":
      return [`COUNT=${end.count}`];
    case "until":
      return [`UNTIL=${untilText(end.day, end.secondOfDay)}`];
    default:
      return end satisfies never;
  }
}

function untilText(day: number, second: number | undefined): string {
  const text = second === undefined ? dateText(day) : localText({ day, secondOfDay: second });
  return text.replaceAll(/[-:]/g, "");
}

function weekStartCounts(rule: Rule): boolean {
  return rule.weekStart !== 0 && rule.frequency === "WEEKLY" && rule.interval > 1;
}
