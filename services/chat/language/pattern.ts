import { weekdayCodes } from "../../shared/recurrence/rule.ts";
import { readMonthly, readYearly } from "./month-pattern.ts";
import type { Pattern } from "./rule-draft.ts";
import type { Read, Sentence } from "./sentence.ts";
import { numberOf, ordinalOf, partOf, type Unit, unitOf, weekdays } from "./vocabulary.ts";
import { readWeekdays } from "./weekday-list.ts";

/** Longer steps are typing errors. */
const intervalMax = 365;
const hoursMax = 24;

/** Reads what stands behind "every": "other thursday", "3 days", "27th", "mon, wed and fri". */
export function readPattern(s: Sentence, i: number): Read<Pattern> | undefined {
  return (
    stepped(s, i) ?? onWeekdays(s, i, 1) ?? readMonthly(s, i) ?? readYearly(s, i) ?? dayPart(s, i)
  );
}

/** The rule of a unit of time and how many of them a step has. */
export function unitPattern(unit: Unit, interval: number): Pattern | undefined {
  switch (unit) {
    case "hour":
      return { frequency: "HOURLY", interval };
    case "day":
      return { frequency: "DAILY", interval };
    case "week":
      return { frequency: "WEEKLY", interval };
    case "month":
      return { frequency: "MONTHLY", interval };
    case "quarter":
      return { frequency: "MONTHLY", interval: interval * 3 };
    case "year":
      return { frequency: "YEARLY", interval };
    case "minute":
      return undefined;
    default:
      return unit satisfies never;
  }
}

/** Weekdays as the RRULE names them. */
export function dayCodes(days: readonly number[]): string[] {
  return days.map((day) => weekdayCodes[day] ?? "");
}

function onWeekdays(s: Sentence, i: number, interval: number): Read<Pattern> | undefined {
  const days = readWeekdays(s, i);
  if (!days) return undefined;
  const part = partOf(s.word(days.to));
  const pattern: Pattern = {
    frequency: "WEEKLY",
    interval,
    byDay: dayCodes(days.value),
    ...(part && { part }),
  };
  return { value: pattern, to: part ? days.to + 1 : days.to };
}

/** "other week", "3 days", "second month", "fortnight", "single day", "day". */
function stepped(s: Sentence, i: number): Read<Pattern> | undefined {
  const fortnight = s.phrase(i, "fortnight");
  if (fortnight) return { value: { frequency: "WEEKLY", interval: 2 }, to: fortnight };
  const joined = /^(\d{1,4})-?([a-z]+)$/.exec(s.word(i));
  const word = joined?.[1] ?? s.word(i);
  const step = stepOf(word);
  const at = step === undefined ? s.phrase(i, "single") || i : joined ? i : i + 1;
  const interval = step ?? 1;
  const unitWord = joined ? (joined[2] ?? "") : s.word(at);
  if (word === "other" && readWeekdays(s, at)) return onWeekdays(s, at, 2);
  if (step !== undefined && interval === 2 && word === "second" && weekdays.has(unitWord)) {
    return secondWeekday(s, i, unitWord);
  }
  const unit = unitOf(unitWord, joined !== null);
  if (word === "second" && unitWord === "") tooOften(s, i, i + 1);
  if (unit === undefined) {
    if (step !== undefined && /^(?:seconds?|secs?|s|milliseconds?|ms)$/.test(unitWord))
      tooOften(s, i, at + 1);
    return step !== undefined && interval > 1 && numberOf(word) !== undefined && !joined
      ? countedWeekdays(s, i, at)
      : undefined;
  }
  return checked(s, unit, interval, i, at + 1);
}

function stepOf(word: string): number | undefined {
  if (word === "other") return 2;
  const ordinal = ordinalOf(word);
  return numberOf(word) ?? (ordinal === -1 ? undefined : ordinal);
}

function checked(
  s: Sentence,
  unit: Unit,
  interval: number,
  i: number,
  to: number,
): Read<Pattern> | undefined {
  const max = unit === "hour" ? hoursMax : intervalMax;
  const value = unitPattern(unit, interval);
  if (!value) {
    tooOften(s, i, to);
    return undefined;
  }
  if (interval < 1 || value.interval > max) {
    s.ask(
      `It can repeat every 1 to ${max} ${unit}s, not every ${interval}. How often is it to be?`,
    );
    return undefined;
  }
  return { value, to };
}

function tooOften(s: Sentence, i: number, to: number): void {
  s.ask("That is too often: a task repeats once an hour at most. How often is it to be?", [
    s.rewritten(i, to, "hour"),
    s.rewritten(i, to, "day"),
  ]);
}

/** "every second friday": every other one, or the second one of the month. */
function secondWeekday(s: Sentence, i: number, day: string): undefined {
  s.ask(`Is that every other ${day}, or the second ${day} of each month?`, [
    s.rewritten(i, i + 1, "other"),
    s.rewritten(i, i + 1, "2nd"),
  ]);
}

/** "every 2 mondays" means each second one. */
function countedWeekdays(s: Sentence, i: number, at: number): undefined {
  const days = readWeekdays(s, at);
  if (days) s.ask("Is that every other week on this day?", [s.rewritten(i, i + 1, "other")]);
}

function dayPart(s: Sentence, i: number): Read<Pattern> | undefined {
  const part = partOf(s.word(i));
  return part && { value: { frequency: "DAILY", interval: 1, part }, to: i + 1 };
}
