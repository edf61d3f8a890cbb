import { type Chrono, casual } from "chrono-node/en";
import { dayOf } from "../../shared/recurrence/local-time.ts";
import type { Now } from "./moment.ts";
import type { Read, Sentence } from "./sentence.ts";
import { months, ordinalOf } from "./vocabulary.ts";

/** A date of the calendar as it was said; without a day when the calendar lacks it. */
export interface CalendarDay {
  readonly day: number | undefined;
  readonly hasYear: boolean;
  /** "5/6": the fifth of June here, the sixth of May there. */
  readonly swapped?: readonly [first: string, second: string];
}

const chrono: Chrono = casual;
const numeric = /^(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\/\d{1,2}(?:\/\d{4})?|\d{1,2}\.\d{1,2}\.\d{4})$/;
const year = /^(?:19|20|21|22)\d{2}$/;
const isDate = (word: string) => dateNumber(word) !== undefined;

/** The day of the month that "27", "27th" or "third" names. */
export function dateNumber(word: string): number | undefined {
  const value = /^\d{1,2}$/.test(word) ? Number(word) : ordinalOf(word);
  return value !== undefined && value >= 1 && value <= 31 ? value : undefined;
}

/**
 * Reads "jan 27", "27th of january 2027", "2026-02-03", "1/27". chrono-node is asked only about
 * words that have the shape of a date, so that it cannot find one in the middle of a title, and
 * is held to have understood all of them.
 */
export function readCalendarDate(s: Sentence, i: number, now: Now): Read<CalendarDay> | undefined {
  const to = shape(s, i);
  if (to === 0) return undefined;
  const text = s.slice(i, to).toLowerCase().replace(/^the /, "").replace(/ the /g, " ");
  const swapped = ambiguous(text);
  if (swapped) return { value: { day: undefined, hasYear: false, swapped }, to };
  return { value: meaning(correct(s, i, to) ?? text, now), to };
}

function shape(s: Sentence, i: number): number {
  if (numeric.test(s.word(i))) return i + 1;
  const at = s.phrase(i, "the") || i;
  const dayFirst = isDate(s.word(at)) ? s.phrase(at + 1, "of") || at + 1 : 0;
  let to = 0;
  if (dayFirst && months.has(s.word(dayFirst))) to = dayFirst + 1;
  else if (at === i && months.has(s.word(i))) {
    const date = s.phrase(i + 1, "the") || s.phrase(i + 1, ".") || i + 1;
    to = isDate(s.word(date)) ? date + 1 : 0;
  }
  if (to === 0) return 0;
  const withComma = s.phrase(to, ",") || to;
  return year.test(s.word(withComma)) ? withComma + 1 : to;
}

/** Month names with typing errors, and ordinals, in the words that chrono-node knows. */
function correct(s: Sentence, i: number, to: number): string | undefined {
  if (to - i === 1) return undefined;
  const words: string[] = [];
  for (let at = i; at < to; at += 1) {
    const word = s.word(at);
    if (!["of", "the", ",", "."].includes(word)) words.push(String(dateNumber(word) ?? word));
  }
  return words.join(" ");
}

function ambiguous(text: string): readonly [string, string] | undefined {
  const [, first = "", second = "", rest = ""] =
    /^(\d{1,2})\/(\d{1,2})(\/\d{4})?$/.exec(text) ?? [];
  const both = Number(first) <= 12 && Number(second) <= 12 && first !== "" && first !== second;
  const name = (month: string) => [...months].find(([, n]) => n === Number(month))?.[0] ?? "";
  const suffix = rest.replace("/", " ");
  return both && Number(first) > 0 && Number(second) > 0
    ? [`${name(first)} ${Number(second)}${suffix}`, `${name(second)} ${Number(first)}${suffix}`]
    : undefined;
}

function meaning(text: string, { here, nowMs }: Now): CalendarDay {
  // The zone does not matter: only the calendar's date is taken from the answer, and the
  // reference is what the clock on the wall shows.
  const reference = {
    instant: new Date((here.day * 86_400 + here.secondOfDay) * 1_000),
    timezone: 0,
  };
  const [found] = Number.isFinite(nowMs)
    ? chrono.parse(text, reference, { forwardDate: true })
    : [];
  const whole = found?.index === 0 && found.text.length === text.length;
  if (!whole) return { day: undefined, hasYear: false };
  const part = (name: "year" | "month" | "day") => found.start.get(name) ?? 0;
  const day = dayOf(part("year"), part("month"), part("day"));
  const hasYear = found.start.isCertain("year");
  // chrono-node looks for the nearest year, which "forward" does not always move.
  if (day === undefined || hasYear || day >= here.day) return { day, hasYear };
  return { day: dayOf(part("year") + 1, part("month"), part("day")), hasYear };
}
