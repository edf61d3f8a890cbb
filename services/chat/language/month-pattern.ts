import { weekdayCodes } from "../../shared/recurrence/rule.ts";
import { dateNumber } from "./calendar-date.ts";
import type { Pattern } from "./rule-draft.ts";
import type { Read, Sentence } from "./sentence.ts";
import { months, ordinalOf, weekdays } from "./vocabulary.ts";

/** Every month has these; beyond them somebody must say what short months do. */
const daysInEveryMonth = 28;
const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const workdays = ["MO", "TU", "WE", "TH", "FR"];

/** Reads "27th", "1st and 15th", "3rd friday", "last day", "last workday of the month". */
export function readMonthly(s: Sentence, i: number): Read<Pattern> | undefined {
  const list = ordinals(s, i);
  if (!list) return undefined;
  const what = chosen(s, list.to, list.value);
  if (!what) return undefined;
  const ofMonth =
    s.phrase(what.to, "of the|every|each|a? month") || s.phrase(what.to, "every|each|a month");
  if (ofMonth) return withPolicy(s, { value: what.value, to: ofMonth });
  const of = s.phrase(what.to, "of|in every|each?");
  const month = of ? months.get(s.word(of)) : undefined;
  if (month === undefined) {
    if (s.phrase(what.to, "of the|each|every? quarter|year|week")) {
      s.ask("Of which month is that? A rule can name the day of a month or of a named month.");
    }
    return withPolicy(s, what);
  }
  return { value: { ...what.value, frequency: "YEARLY", byMonth: [month] }, to: of + 1 };
}

/** Reads "jan 27", "27th of january", "january", "the last day of february". */
export function readYearly(s: Sentence, i: number): Read<Pattern> | undefined {
  const monthFirst = months.get(s.word(i));
  if (monthFirst !== undefined) {
    const at = s.phrase(i + 1, "the") || i + 1;
    const date = dateNumber(s.word(at));
    const first = yearly(s, monthFirst, date ?? 1, date === undefined ? i + 1 : at + 1);
    return first && withMoreMonths(s, first);
  }
  const at = s.phrase(i, "the") || i;
  const date = dateNumber(s.word(at));
  const of = s.phrase(at + 1, "of") || at + 1;
  const month = months.get(s.word(of));
  return date === undefined || month === undefined ? undefined : yearly(s, month, date, of + 1);
}

/** "jan 27 and jul 27" is one rule; dates with different days are not. */
function withMoreMonths(s: Sentence, first: Read<Pattern>): Read<Pattern> {
  const and = s.phrase(first.to, "and|&|,");
  const more = and && months.has(s.word(and)) ? readYearly(s, and) : undefined;
  if (!more) return first;
  const { byMonth = [], byMonthDay = [] } = first.value;
  if (more.value.byMonthDay?.join() !== byMonthDay.join()) {
    s.ask("One task cannot repeat on different days of different months. Make it two tasks.");
  }
  return {
    value: { ...first.value, byMonth: [...byMonth, ...(more.value.byMonth ?? [])] },
    to: more.to,
  };
}

function yearly(s: Sentence, month: number, date: number, to: number): Read<Pattern> | undefined {
  if (date > (monthLengths[month - 1] ?? 0)) {
    s.ask(`That month has no day ${date}. Which day is it to be?`);
    return undefined;
  }
  const pattern: Pattern = {
    frequency: "YEARLY",
    interval: 1,
    byMonth: [month],
    byMonthDay: [date],
  };
  const leap = s.phrase(to, ", only? in leap years") || s.phrase(to, "only? in leap years");
  if (month === 2 && date === 29 && leap === 0) {
    s.ask("Only leap years have 29 February. When is it to be in the others?", [
      s.rewritten(to - 1, to, `${s.slice(to - 1, to)} only in leap years`),
      s.rewritten(to - 2, to, "last day of february"),
    ]);
  }
  return { value: pattern, to: leap || to };
}

/** "1st", "1st and 15th", "the last". */
function ordinals(s: Sentence, i: number): Read<readonly number[]> | undefined {
  const values: number[] = [];
  let to = i;
  for (let at = i; values.length < 31; ) {
    const start = s.phrase(at, "the") || at;
    const value = ordinalOf(s.word(start));
    if (value === undefined || value > 31) break;
    values.push(value);
    to = start + 1;
    at = s.phrase(to, ", and|&?") || s.phrase(to, "and|&|/");
    if (at === 0) break;
  }
  return values.length > 0 ? { value: values, to } : undefined;
}

function chosen(s: Sentence, i: number, nth: readonly number[]): Read<Pattern> | undefined {
  const monthly = { frequency: "MONTHLY", interval: 1 } as const;
  const weekday = weekdays.get(s.word(i));
  if (weekday !== undefined) {
    if (nth.some((n) => n > 5)) return undefined;
    return {
      value: { ...monthly, byDay: nth.map((n) => `${n}${weekdayCodes[weekday]}`) },
      to: i + 1,
    };
  }
  const work = s.phrase(i, "working|business|work|week day") || s.phrase(i, "workday|weekday");
  const [only] = nth;
  if (work && nth.length === 1 && only !== undefined) {
    return { value: { ...monthly, byDay: workdays, bySetPos: only }, to: work };
  }
  const to = s.phrase(i, "day") || i;
  // "the last" and "every second" alone count something else.
  if (to === i && !/^\d/.test(s.word(i - 1)) && s.phrase(i, "of") === 0) return undefined;
  if (to === i && nth.includes(-1)) return undefined;
  return { value: { ...monthly, byMonthDay: nth }, to };
}

/** Asks what months without the 31st do, unless it was said. */
function withPolicy(s: Sentence, { value, to }: Read<Pattern>): Read<Pattern> {
  const longest = Math.max(...(value.byMonthDay ?? []));
  if (longest <= daysInEveryMonth) return { value, to };
  const last =
    s.phrase(to, ", or? the? last day of? the? month?") ||
    s.phrase(to, "or the? last day of? the? month?");
  if (last) return { value: { ...value, policy: "last-day" }, to: last };
  const skip = s.phrase(to, ",? skip|skipping short months");
  if (skip) return { value: { ...value, policy: "skip" }, to: skip };
  s.ask(`Not every month has a day ${longest}. What is to happen in the others?`, [
    s.rewritten(to - 1, to, `${s.slice(to - 1, to)} or last day of the month`),
    s.rewritten(to - 1, to, `${s.slice(to - 1, to)} skipping short months`),
  ]);
  return { value, to };
}
