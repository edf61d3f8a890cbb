import { lastDayPolicyOf } from "./day-policy.ts";
import { clock, dateOf, daysInMonth } from "./local-time.ts";
import { type Plan, planOf } from "./plan.ts";
import { type Rule, type WeekdayChoice, withLongestStep } from "./rule.ts";
import type { Recurrence } from "./shape.ts";

const weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const positionNames = ["first", "second", "third", "fourth", "fifth"];
const endings: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd", other: "th" };
const ordinalForm = new Intl.PluralRules("en", { type: "ordinal" });
/** More dates of a year than this are said as "the 1st and 15th of ..." */
const yearDatesMax = 3;
/** February is longest in it. */
const leapYear = 2024;

/** The recurrence in English, to follow a verb: "every Monday at 9:00", "every 3 days until ...". */
export function inWords(recurrence: Recurrence): string {
  const plan = planOf(recurrence);
  const completion = recurrence.from_completion ? ", counted from completion" : "";
  return `${pattern(plan)}${timeWords(plan)}${endWords(plan)}${completion}`;
}

function pattern(plan: Plan): string {
  const rule = withLongestStep(plan.rule);
  switch (rule.frequency) {
    case "HOURLY":
      return hourly(plan) + filters(rule);
    case "DAILY":
      return every("day", rule.interval) + filters(rule);
    case "WEEKLY":
      return weekly(rule) + inMonths(rule);
    case "MONTHLY":
      return monthly(rule);
    case "YEARLY":
      return yearly(rule);
    default:
      return rule.frequency satisfies never;
  }
}

function every(unit: string, interval: number): string {
  if (interval === 1) return `every ${unit}`;
  return interval === 2 ? `every other ${unit}` : `every ${interval} ${unit}s`;
}

function hourly({ rule, start }: Plan): string {
  const { interval } = rule;
  const words = interval === 1 ? "every hour" : `every ${interval} hours`;
  const onTheHour = start.secondOfDay % 3_600 === 0;
  return interval === 1 && onTheHour ? words : `${words} from ${clockText(start.secondOfDay)}`;
}

function filters(rule: Rule): string {
  const { byDay, byMonthDay } = rule;
  const days = byDay.length === 0 ? "" : `, only on ${list(byDay.map(dayName))}`;
  const dates = byMonthDay.length === 0 ? "" : `, only on the ${list(byMonthDay.map(dateName))}`;
  return days + dates + inMonths(rule);
}

function inMonths({ byMonth }: Rule): string {
  return byMonth.length === 0 ? "" : ` in ${list(byMonth.map(monthName))}`;
}

function weekly({ byDay, interval }: Rule): string {
  const days = list(byDay.map(dayName));
  const [, ...more] = byDay;
  if (interval === 1) return `every ${weekdaySet(byDay) ?? days}`.replace("workday", "weekday");
  if (interval === 2 && more.length === 0) return `every other ${days}`;
  return `${every("week", interval)} on ${days}`;
}

/** One word for weekdays that have one. */
function weekdaySet(byDay: readonly WeekdayChoice[]): string | undefined {
  switch (byDay.map(({ weekday }) => weekday).join("")) {
    case "0123456":
      return "day";
    case "01234":
      return "workday";
    default:
      return undefined;
  }
}

function monthly(rule: Rule): string {
  const { interval, byMonth } = rule;
  const days = chosenDays(rule);
  if (byMonth.length > 0) {
    const which = `${days} of ${list(byMonth.map(monthName))}`;
    return (interval === 1 ? which : `${every("month", interval)} ${which}`) + condition(rule);
  }
  const words =
    interval > 2 ? `${every("month", interval)} ${days}` : `${days} of ${every("month", interval)}`;
  return words + condition(rule);
}

function yearly(rule: Rule): string {
  const { interval, byMonth, byMonthDay, bySetPos } = rule;
  const dates = byMonth.flatMap((month) =>
    byMonthDay.filter((date) => date <= longestMonth(month)).map((date) => ({ month, date })),
  );
  const plain = bySetPos.length === 0 && byMonthDay.every((date) => date > 0);
  const few = plain && dates.length > 0 && dates.length <= yearDatesMax;
  const days = few
    ? `on ${list(dates.map(({ month, date }) => `${date} ${monthName(month)}`))}`
    : `${chosenDays(rule)} of ${yearScope(rule)}`;
  const inEveryMonth = interval === 1 && days.endsWith("every month");
  return `${inEveryMonth ? "" : `${every("year", interval)} `}${days}${condition(rule)}`;
}

function longestMonth(month: number): number {
  return daysInMonth({ year: leapYear, month });
}

function yearScope({ byMonth, byMonthDay, bySetPos }: Rule): string {
  if (byMonth.length > 0) return list(byMonth.map(monthName));
  return byMonthDay.length > 0 && bySetPos.length === 0 ? "every month" : "the year";
}

/** "on the 1st and 15th", "on the third Friday", "on the last workday", "on each Monday". */
function chosenDays(rule: Rule): string {
  const { byDay, byMonthDay, bySetPos } = rule;
  const lastDay = byDay.length === 0 ? lastDayPolicyOf(byMonthDay, bySetPos) : undefined;
  if (lastDay !== undefined) {
    return lastDay === 31 ? "on the last day" : `on the ${dateName(lastDay)} (or the last day)`;
  }
  if (bySetPos.length > 0) return `on the ${list(bySetPos.map(position))} ${candidates(rule)}`;
  if (byMonthDay.length > 0) return `on the ${list(byMonthDay.map(dateName))}`;
  return `on ${list(byDay.map(countedDay))}`;
}

function candidates({ byDay, byMonthDay }: Rule): string {
  const days = weekdaySet(byDay) ?? list(byDay.map(countedOrPlain), "or");
  const weekend = byDay.map(({ weekday, nth }) => `${weekday}${nth}`).join() === "50,60";
  if (byMonthDay.length === 0) return weekend ? "weekend day" : days;
  return `of the ${list(byMonthDay.map(dateName))}`;
}

function countedOrPlain(choice: WeekdayChoice): string {
  return choice.nth === 0 ? dayName(choice) : `${position(choice.nth)} ${dayName(choice)}`;
}

function countedDay(choice: WeekdayChoice): string {
  return choice.nth === 0 ? `each ${dayName(choice)}` : `the ${countedOrPlain(choice)}`;
}

/** A month day and a weekday together: the date counts only when it is such a day. */
function condition({ byDay, byMonthDay }: Rule): string {
  if (byMonthDay.length === 0 || byDay.length === 0) return "";
  return ` if it is a ${list(byDay.map(dayName), "or")}`;
}

function timeWords({ allDay, rule, times }: Plan): string {
  if (allDay || rule.frequency === "HOURLY") return "";
  return ` at ${list(times.map(clockText))}`;
}

function endWords({ rule: { end }, times, allDay }: Plan): string {
  if (end.kind === "never") return "";
  if (end.kind === "count") return end.count === 1 ? " once" : ` ${end.count} times`;
  const [firstTime = 0] = times;
  // An end in the night before the first time of a day leaves that day out.
  const early = !allDay && end.secondOfDay !== undefined && end.secondOfDay < firstTime;
  const { year, month, date } = dateOf(early ? end.day - 1 : end.day);
  return ` until ${date} ${monthName(month)} ${year}`;
}

function clockText(secondOfDay: number): string {
  const [hours, minutes, seconds] = clock(secondOfDay);
  const padded = (value: number) => String(value).padStart(2, "0");
  return `${hours}:${padded(minutes)}${seconds === 0 ? "" : `:${padded(seconds)}`}`;
}

function dayName({ weekday }: WeekdayChoice): string {
  return weekdayNames[weekday] ?? "";
}

function monthName(month: number): string {
  return monthNames[month - 1] ?? "";
}

function dateName(date: number): string {
  return date > 0 ? ordinal(date) : `${position(date)} day`;
}

function position(nth: number): string {
  if (nth > 0) return positionNames[nth - 1] ?? ordinal(nth);
  return nth === -1 ? "last" : `${position(-nth)}-to-last`;
}

function ordinal(value: number): string {
  return `${value}${endings[ordinalForm.select(value)]}`;
}

function list(items: readonly string[], joiner: "and" | "or" = "and"): string {
  const [last, ...others] = [...items].reverse();
  if (last === undefined || others.length === 0) return last ?? "";
  return `${others.reverse().join(", ")} ${joiner} ${last}`;
}
