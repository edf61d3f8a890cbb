import { readDuration } from "./duration.ts";
import type { Now } from "./moment.ts";
import { readMonthly } from "./month-pattern.ts";
import { dayCodes, readPattern, unitPattern } from "./pattern.ts";
import type { Draft, Pattern } from "./rule-draft.ts";
import { readLimits } from "./rule-limits.ts";
import type { Read, Sentence } from "./sentence.ts";
import { endsHere, readClock } from "./time-of-day.ts";
import { partOf, unitOf, weekdayNames, weekdays } from "./vocabulary.ts";
import { isPluralDay, readWeekdays } from "./weekday-list.ts";

interface Head extends Read<Pattern> {
  readonly fromCompletion?: true;
}

/** Finds what repeats from token `i` on, and takes its words. Undefined when nothing does. */
export function takeRecurrence(s: Sentence, i: number, now: Now): Draft | undefined {
  let draft: Draft | undefined;
  for (let at = i; at < s.end; at += 1) {
    const head = readHead(s, at);
    if (!head) continue;
    if (draft) {
      s.ask("That repeats in two ways. Which one is it to be?");
      continue;
    }
    draft = { pattern: head.value, times: [], fromCompletion: head.fromCompletion === true };
    const to = readLimits(s, head.to, draft, now);
    s.take("recurrence", start(s, at), to);
    at = to - 1;
  }
  if (draft) takeScattered(s, i, draft, now);
  return draft;
}

/** "starting tomorrow" and "until june 1" may stand anywhere. */
function takeScattered(s: Sentence, i: number, draft: Draft, now: Now): void {
  for (let at = i; at < s.end; at += 1) {
    const says = s.phrase(at, "starting|beginning|until|till|except|ending") > 0;
    const to = says ? readLimits(s, at, draft, now) : 0;
    if (to > at) s.take("recurrence", at, to);
  }
}

/** The words in front that only say that it repeats. */
function start(s: Sentence, at: number): number {
  let from = at;
  while (/^(?:repeat|repeats|repeating|recurring|recur|on|,)$/.test(s.word(from - 1))) from -= 1;
  return from;
}

function readHead(s: Sentence, i: number): Head | undefined {
  if (s.word(i) === "") return undefined;
  return (
    every(s, i) ?? ofEveryMonth(s, i) ?? adverb(s, i) ?? plural(s, i) ?? rate(s, i) ?? later(s, i)
  );
}

function every(s: Sentence, i: number): Head | undefined {
  const behind = s.phrase(i, "every|each|ev");
  if (behind === 0) return undefined;
  const strict = s.phrase(behind, "!");
  const pattern = readPattern(s, strict || behind);
  if (!pattern) askAboutAmount(s, strict || behind);
  return pattern && { ...pattern, ...(strict > 0 && { fromCompletion: true }) };
}

/** "every 0.5 days", "every -3 days", "every 1000000 days". */
function askAboutAmount(s: Sentence, i: number): void {
  const at = s.phrase(i, "-|–") || i;
  if (!/^\d+(?:[.,]\d+)?$/.test(s.word(at)) || unitOf(s.word(at + 1)) === undefined) return;
  s.ask(`How often is it to be? A task cannot repeat every ${s.slice(i, at + 2)}.`);
}

/** "the 1st, 15th and the last workday of every month" is as long as anybody says it. */
const wordsMax = 12;

/** "the 1st of every month", "the last friday of each month". */
function ofEveryMonth(s: Sentence, i: number): Head | undefined {
  // Only then: what short months do is asked while it is read.
  const isEvery = /\b(?:every|each|a month)\b/i.test(s.slice(i, Math.min(i + wordsMax, s.end)));
  const found = isEvery ? readMonthly(s, s.phrase(i, "the") || i) : undefined;
  if (!found) return undefined;
  for (let at = i; at < found.to; at += 1) {
    if (/^(?:every|each)$/.test(s.word(at)) || s.phrase(at, "a month")) return found;
  }
  return undefined;
}

const adverbs: readonly (readonly [words: string, pattern: Pattern])[] = [
  ["hourly", { frequency: "HOURLY", interval: 1 }],
  ["daily|everyday", { frequency: "DAILY", interval: 1 }],
  ["nightly", { frequency: "DAILY", interval: 1, part: "night" }],
  ["weekly", { frequency: "WEEKLY", interval: 1 }],
  ["fortnightly|biweekly|bi-weekly", { frequency: "WEEKLY", interval: 2 }],
  ["monthly", { frequency: "MONTHLY", interval: 1 }],
  ["quarterly", { frequency: "MONTHLY", interval: 3 }],
  ["half-yearly|semiannually", { frequency: "MONTHLY", interval: 6 }],
  ["yearly|annually", { frequency: "YEARLY", interval: 1 }],
];

function adverb(s: Sentence, i: number): Head | undefined {
  if (s.word(i - 1) === "=") return undefined;
  const open = s.phrase(i, "bimonthly|bi-monthly");
  if (open && endsHere(s, open)) {
    s.ask("Is bimonthly twice a month, or every other month?", [
      s.rewritten(i, open, "every 1st and 15th"),
      s.rewritten(i, open, "every other month"),
    ]);
    return { value: { frequency: "MONTHLY", interval: 2 }, to: open };
  }
  for (const [words, value] of adverbs) {
    const to = s.phrase(i, words);
    // "weekly report every friday": the other one says how often.
    if (to && repeatsElsewhere(s)) return undefined;
    if (to && (endsHere(s, to) || isLeading(s, i))) return { value, to };
    if (to) {
      const word = s.word(i);
      s.ask(`Is "${word}" how often it repeats, or part of the name?`, [
        `${s.rewritten(i, to, "")} ${word}`,
        s.rewritten(i, s.end, `"${s.slice(i, s.end)}"`),
      ]);
    }
  }
  return undefined;
}

/** "daily standup at 9": nothing but the command is in front. */
function isLeading(s: Sentence, i: number): boolean {
  for (let at = 0; at < i; at += 1) if (s.isFree(at)) return false;
  return true;
}

/** Then "weekly report every friday" is a name. */
function repeatsElsewhere(s: Sentence): boolean {
  return s.tokens.some((_, at) => s.kindOf(at) === "recurrence" || every(s, at) !== undefined);
}

/** "on mondays and fridays", "weekdays", "mornings": plurals repeat by themselves. */
function plural(s: Sentence, i: number): Head | undefined {
  const at = s.phrase(i, "on|at|in?");
  const from = at || i;
  const part = s.word(from).endsWith("s") ? partOf(s.word(from)) : undefined;
  if (part && endsHere(s, from + 1)) {
    return { value: { frequency: "DAILY", interval: 1, part }, to: from + 1 };
  }
  const days = readWeekdays(s, from);
  if (days && isOpenList(s, from, days)) return askedList(s, i, from, days);
  if (!isPluralDay(s.word(from))) return undefined;
  if (
    !days ||
    !(from > i || endsHere(s, days.to) || readClock(s, days.to, "no") || partOf(s.word(days.to)))
  )
    return undefined;
  // "Tuesdays with Morrie" is a book.
  if (from === i && s.word(days.to) === "with") return undefined;
  const when = partOf(s.word(days.to));
  const value: Pattern = {
    frequency: "WEEKLY",
    interval: 1,
    byDay: dayCodes(days.value),
    ...(when && { part: when }),
  };
  return { value, to: when ? days.to + 1 : days.to };
}

const range = /[-–]|\b(?:through|thru|to)\b/i;

/** "monday, wednesday and friday" or "monday to friday", without "every". */
function isOpenList(s: Sentence, from: number, { value, to }: Read<readonly number[]>): boolean {
  if (value.length < 2 || isPluralDay(s.word(from)) || repeatsElsewhere(s)) return false;
  return range.test(s.slice(from, to)) || (weekdays.has(s.word(from)) && !s.phrase(to, "or"));
}

function askedList(
  s: Sentence,
  i: number,
  from: number,
  { value, to }: Read<readonly number[]>,
): Read<Pattern> {
  const isRange = range.test(s.slice(from, to));
  const singles = isRange ? [s.slice(from, from + 1)] : value.map((day) => weekdayNames[day] ?? "");
  s.ask(
    isRange
      ? "Does that repeat every week, or is it one time that lasts several days?"
      : "Does that repeat every week, or is it one of these days?",
    [
      s.rewritten(i, to, `every ${s.slice(from, to)}`),
      ...singles.map((day) => s.rewritten(i, to, `on ${day}`)),
    ],
  );
  return { value: { frequency: "WEEKLY", interval: 1, byDay: dayCodes(value) }, to };
}

const oftenExamples: ReadonlyMap<string, string> = new Map([
  ["day", "every day at 9:00 and 21:00"],
  ["week", "every monday and thursday"],
  ["month", "every 1st and 15th"],
  ["year", "every 6 months"],
]);

/** "once a week"; of "twice a week" nobody knows the days. */
function rate(s: Sentence, i: number): Head | undefined {
  const once = s.phrase(i, "once a|every|per");
  const unit = once ? unitOf(s.word(once)) : undefined;
  const value = unit && unitPattern(unit, 1);
  if (value) return { value, to: once + 1 };
  const often =
    s.phrase(i, "twice a|every|per day|week|month|year") ||
    s.phrase(i, "two|three|four|five|six|2|3|4|5|6 times a|every|per day|week|month|year");
  if (!often) return undefined;
  const word = s.word(often - 1);
  const example = oftenExamples.get(word) ?? "every day";
  s.ask(`When is it to be, ${s.slice(i, often)}?`, [s.rewritten(i, often, example)]);
  return { value: { frequency: "DAILY", interval: 1 }, to: often };
}

/** "3 days after completion". */
function later(s: Sentence, i: number): Head | undefined {
  const length = readDuration(s, i);
  if (!length || s.phrase(length.to, "after|from|since") === 0) return undefined;
  const value = unitPattern(length.value.unit, length.value.count);
  const draft: Draft | undefined = value && { pattern: value, times: [], fromCompletion: false };
  const to = s.phrase(length.to, "after|from completion|completing|finishing|i|it|it's");
  if (!value || !draft || !to) return undefined;
  const ends = s.phrase(length.to, "after|from completion|completing|finishing");
  if (ends) return { value, to: ends, fromCompletion: true };
  const said =
    s.phrase(length.to, "after i complete|finish it?") ||
    s.phrase(length.to, "after it is|it's? is? done|completed|finished");
  return said ? { value, to: said, fromCompletion: true } : undefined;
}
