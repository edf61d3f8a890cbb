import { minutesOf, readDuration } from "./duration.ts";
import type { Now } from "./moment.ts";
import type { Read, Sentence } from "./sentence.ts";
import { numberOf, unitOf } from "./vocabulary.ts";
import { readWhen, type When } from "./when.ts";

/** When to be reminded, as it was said. */
export type SaidReminder =
  | { readonly kind: "before"; readonly minutes: number }
  /** "the day before at 6pm". */
  | { readonly kind: "day-before"; readonly at: Read<When> }
  | { readonly kind: "when"; readonly at: Read<When> };

export interface SaidReminders {
  readonly reminders: readonly SaidReminder[];
  readonly nagMinutes?: number;
}

const minutesPerDay = 24 * 60;
/** As far before as a reminder may be (a year). */
const minutesMax = 366 * minutesPerDay;
const beforeWords = "before|earlier|prior|ahead|beforehand|early";
const nagMax = minutesPerDay;

/**
 * Takes what is said about reminders from token `i` on. `isAsked` says that the sentence itself
 * begins with "remind me", so that "15 minutes before" needs no other word in front.
 */
export function takeReminders(s: Sentence, i: number, isAsked: boolean, now: Now): SaidReminders {
  const nagMinutes = takeNag(s, i);
  const reminders: SaidReminder[] = [];
  for (let at = i; at < s.end; at += 1) {
    const trigger = triggerAt(s, at);
    const read = trigger ? spec(s, trigger, now) : undefined;
    const found =
      read ??
      (isAsked || trigger ? undefined : loneBefore(s, at)) ??
      (isAsked ? beforeAt(s, at) : undefined);
    if (trigger && !read) {
      s.take("reminder", at, trigger);
      s.ask(
        "When am I to remind you?",
        ["at the time", "15 minutes before", "1 hour before"].map((words) =>
          s.rewritten(at, trigger, `remind me ${words}`),
        ),
      );
      continue;
    }
    if (!found) continue;
    const from = /^(?:,|and)$/.test(s.word(at - 1)) && trigger ? at - 1 : at;
    s.take("reminder", from, found.to);
    reminders.push(...found.value);
    at = found.to - 1;
  }
  return { reminders, ...(nagMinutes !== undefined && { nagMinutes }) };
}

function triggerAt(s: Sentence, i: number): number {
  const at =
    s.phrase(i, "and? please? remind|alert|notify|ping me") ||
    s.phrase(i, "with|and|add|set a? reminder|reminders|alarm|alert") ||
    s.phrase(i, "reminder|reminders :?");
  // "remind me to" begins another task, and that is asked about elsewhere.
  return at && s.phrase(at, "to|about|that|of") ? 0 : at;
}

/** "30 min reminder", "with a 30 minute reminder". */
function loneBefore(s: Sentence, i: number): Read<SaidReminder[]> | undefined {
  const from = s.phrase(i, "with a?") || s.phrase(i, "and a?") || i;
  const length = readDuration(s, from);
  const to = length ? s.phrase(length.to, "reminder|alert|warning") : 0;
  const minutes = length && minutesOf(length.value);
  return to && minutes !== undefined ? { value: [{ kind: "before", minutes }], to } : undefined;
}

function spec(s: Sentence, i: number, now: Now): Read<SaidReminder[]> | undefined {
  const from = s.phrase(i, ":|for|of") || i;
  const due =
    s.phrase(from, "at|on the? time|moment") ||
    s.phrase(from, "when it's|its due") ||
    s.phrase(from, "when it is due") ||
    s.phrase(from, "on time") ||
    s.phrase(from, "when due");
  if (due) return { value: [{ kind: "before", minutes: 0 }], to: due };
  const before = beforeAt(s, from);
  if (before) return before;
  const when = readWhen(s, from, now);
  if (when) return several(s, when, now);
  // "remind me" beside a nag says enough.
  return s.kindOf(i) === "reminder" ? { value: [], to: i } : undefined;
}

/** "at 9 and at 17:00". */
function several(s: Sentence, first: Read<When>, now: Now): Read<SaidReminder[]> {
  const value: SaidReminder[] = [{ kind: "when", at: first }];
  let { to } = first;
  for (let and = s.phrase(to, "and|,"); and > 0; and = s.phrase(to, "and|,")) {
    const next = readWhen(s, and, now);
    if (!next) break;
    value.push({ kind: "when", at: next });
    to = next.to;
  }
  return { value, to };
}

/** "15 minutes before", "1 hour and 30 minutes before", "15 minutes and 1 hour before". */
function beforeAt(s: Sentence, i: number): Read<SaidReminder[]> | undefined {
  const dayBefore = s.phrase(i, "the? day|night before") || s.phrase(i, "one day before at");
  if (dayBefore) return theDayBefore(s, i, dayBefore);
  const lengths: number[] = [];
  let to = i;
  for (let at = i; ; ) {
    const bare = numberOf(s.word(at));
    const shared =
      bare !== undefined && s.phrase(at + 1, "and|,|or") ? sharedUnit(s, at) : undefined;
    const length = readDuration(s, at);
    const minutes = shared ?? (length && minutesOf(length.value));
    if (minutes === undefined) break;
    lengths.push(minutes);
    to = shared !== undefined ? at + 1 : (length?.to ?? at + 1);
    const again = s.phrase(to, beforeWords);
    const and = s.phrase(again || to, ", and?") || s.phrase(again || to, "and|&");
    if (and && readDuration(s, and)) to = at = and;
    else if (and && numberOf(s.word(and)) !== undefined) to = at = and;
    else break;
  }
  const behind = s.phrase(to, beforeWords) || s.phrase(to, "in advance");
  if (lengths.length === 0 || !behind) return undefined;
  if (s.word(i - 1) === "-")
    s.ask(`How long before am I to remind you? -${s.slice(i, to)} is after.`);
  const end = s.phrase(behind, "it|that") || s.phrase(behind, "it is|it's due|starts") || behind;
  return checked(s, i, combined(s, i, end, lengths), end);
}

/** "15 and 30 minutes before": the unit comes later. */
function sharedUnit(s: Sentence, i: number): number | undefined {
  for (let at = i; at < i + 8 && at < s.end; at += 1) {
    const unit = unitOf(s.word(at));
    const count = numberOf(s.word(i));
    if (unit && count !== undefined) return minutesOf({ count, unit });
  }
  return undefined;
}

/** "1 hour and 30 minutes" is one length; "15 minutes and 1 hour" are two. */
function combined(
  s: Sentence,
  i: number,
  to: number,
  lengths: readonly number[],
): readonly number[] {
  const [first = 0, second] = lengths;
  if (second === undefined || lengths.length > 2) return lengths;
  // "1 day before and 15 minutes before" says it clearly.
  if (s.slice(i, to).match(/before|earlier|prior|ahead/gi)?.length === 2) return lengths;
  if (first % 60 === 0 && first < minutesPerDay && second < 60) return [first + second];
  if (first % minutesPerDay === 0 && second < minutesPerDay) {
    s.ask("Is that one reminder, or two of them?", [
      s.rewritten(i, to, `${first / 60} hours before and ${second} minutes before`),
      s.rewritten(i, to, `${first + second} minutes before`),
    ]);
  }
  return lengths;
}

function checked(
  s: Sentence,
  i: number,
  lengths: readonly number[],
  to: number,
): Read<SaidReminder[]> {
  if (lengths.some((minutes) => minutes > minutesMax)) {
    s.ask(`${s.slice(i, to)} is too early for a reminder. How long before is it to be?`);
  }
  return { value: lengths.map((minutes) => ({ kind: "before", minutes })), to };
}

function theDayBefore(s: Sentence, i: number, behind: number): Read<SaidReminder[]> {
  const isNight = s.word(behind - 2) === "night";
  if (s.phrase(i, "one day before at")) behind -= 1;
  const time = readWhen(s, behind, { nowMs: 0, timezone: "UTC", here: { day: 0, secondOfDay: 0 } });
  if (time && time.value.day === undefined) {
    return { value: [{ kind: "day-before", at: time }], to: time.to };
  }
  if (!isNight) return { value: [{ kind: "before", minutes: minutesPerDay }], to: behind };
  const at: Read<When> = { value: { from: i, preposition: true, part: "night" }, to: behind };
  return { value: [{ kind: "day-before", at }], to: behind };
}

/** "keep reminding me every 10 minutes until it's done". */
function takeNag(s: Sentence, i: number): number | undefined {
  for (let at = i; at < s.end; at += 1) {
    const behind =
      s.phrase(at, ", and? keep|go on? reminding|nagging|alerting me") ||
      s.phrase(at, "and? keep|go on? reminding|nagging|alerting me") ||
      s.phrase(at, "and? nag|pester me") ||
      s.phrase(at, "and? then? remind me again?");
    const every =
      s.phrase(behind || at, "every|each") ||
      (behind && (s.phrase(behind, "until|till") ? behind : 0));
    if (!every) continue;
    const length = readDuration(s, every);
    const alone = unitOf(s.word(every));
    const minutes = length
      ? minutesOf(length.value)
      : alone && minutesOf({ count: 1, unit: alone });
    const behindLength = length?.to ?? (alone ? every + 1 : every);
    const done = untilDone(s, behindLength);
    const isNag = done > 0 || (behind > 0 && /keep|nag|pester|go/.test(s.slice(at, behind)));
    if (!isNag) continue;
    s.take("reminder", at, done || behindLength);
    if (minutes === undefined || minutes < 1 || minutes > nagMax) {
      s.ask(
        "How often am I to remind you until it is done?",
        ["every 10 minutes", "every hour"].map((words) =>
          s.rewritten(at, done || behindLength, `keep reminding me ${words} until done`),
        ),
      );
    }
    return minutes;
  }
  return undefined;
}

function untilDone(s: Sentence, i: number): number {
  return (
    s.phrase(i, "until|till i'm|im|it's|its? done|finished|complete|completed") ||
    s.phrase(i, "until|till i|it am|is done|finished|complete|completed") ||
    s.phrase(i, "until|till i complete|finish|do it")
  );
}
