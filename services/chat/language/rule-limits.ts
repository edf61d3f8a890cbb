import { readDay } from "./day.ts";
import { readDuration } from "./duration.ts";
import type { Now } from "./moment.ts";
import { readMonthly, readYearly } from "./month-pattern.ts";
import { dayCodes } from "./pattern.ts";
import type { Draft, Pattern } from "./rule-draft.ts";
import type { Sentence } from "./sentence.ts";
import { readClock, readPart } from "./time-of-day.ts";
import { months, numberOf, ordinalOf, partOf } from "./vocabulary.ts";
import { readWeekdays } from "./weekday-list.ts";

/** Reads one thing that is said about a rule into its draft; the index behind it, or 0. */
type Limit = (s: Sentence, i: number, draft: Draft, now: Now) => number;
/** More than this nobody says about one rule. */
const limitsMax = 10;

/** Reads all that follows a pattern: times, days, start, end, exceptions; the index behind it. */
export function readLimits(s: Sentence, i: number, draft: Draft, now: Now): number {
  let to = i;
  for (let count = 0; count < limitsMax; count += 1) {
    const comma = s.phrase(to, ", and?");
    const next = one(s, to, draft, now) || (comma && one(s, comma, draft, now));
    if (next === 0) break;
    to = next;
  }
  return to;
}

function one(s: Sentence, i: number, draft: Draft, now: Now): number {
  for (const limit of [completion, except, start, until, count, times, onDays]) {
    const to = limit(s, i, draft, now);
    if (to) return to;
  }
  return 0;
}

const completion: Limit = (s, i, draft) => {
  const to =
    s.phrase(i, "after|from|since completion|completing|finishing") ||
    s.phrase(i, "after|from the|each? completion") ||
    s.phrase(i, "after|since i complete|finish|completed|finished it?") ||
    s.phrase(i, "after i've done|finished|completed it?") ||
    s.phrase(i, "after it is done|completed|finished") ||
    s.phrase(i, "after it's done|completed|finished") ||
    s.phrase(i, "after being? done|completed|finished");
  if (to) draft.fromCompletion = true;
  return to;
};

const except: Limit = (s, i, draft) => {
  const behind =
    s.phrase(i, "except|excluding|without on|for|in?") || s.phrase(i, "but not on|in?");
  if (!behind) return 0;
  const days = readWeekdays(s, behind);
  const { pattern } = draft;
  if (days) {
    const before =
      pattern.frequency === "DAILY" ? dayCodes([0, 1, 2, 3, 4, 5, 6]) : (pattern.byDay ?? []);
    const left = before.filter((day) => !dayCodes(days.value).includes(day));
    const possible = ["DAILY", "WEEKLY"].includes(pattern.frequency) && pattern.interval === 1;
    if (!possible || left.length === 0) {
      s.ask(`I cannot leave out ${s.slice(behind, days.to)} here. On which days is it to be?`);
    }
    draft.pattern = { ...pattern, frequency: "WEEKLY", byDay: left };
    return days.to;
  }
  const month = months.get(s.word(behind));
  if (month === undefined) return 0;
  const byMonth = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].filter((each) => each !== month);
  draft.pattern = { ...pattern, byMonth };
  return behind + 1;
};

const start: Limit = (s, i, draft, now) => {
  const behind =
    s.phrase(i, "starting|starts|beginning|begins|start|begin on|from|at?") ||
    s.phrase(i, "as? from|of");
  if (!behind) return 0;
  const day = readDay(s, behind, now);
  if (day?.value.day !== undefined) {
    if (day.value.day < now.here.day)
      s.ask(`${s.slice(behind, day.to)} has passed. When is it to start?`);
    draft.startDay = day.value.day;
    return day.to;
  }
  if (day) s.ask(`When is it to start? "${s.slice(behind, day.to)}" is no day of the calendar.`);
  const clock = readClock(s, behind, "any");
  if (clock && draft.pattern.frequency === "HOURLY") {
    draft.times.push({ time: clock.value, from: behind, to: clock.to });
    return clock.to;
  }
  return 0;
};

const until: Limit = (s, i, draft, now) => {
  const behind =
    s.phrase(i, "until|till|til|ending|ends|through on|by?") ||
    (draft.startDay !== undefined && s.phrase(i, "to")) ||
    0;
  if (!behind) return 0;
  const month = s.phrase(behind, "the? end of?") || behind;
  const day = readDay(s, behind, now);
  if (day?.value.day !== undefined) {
    draft.untilDay = day.value.day;
    return day.to;
  }
  if (!months.has(s.word(month))) {
    if (day || readClock(s, behind, "ending")) s.ask("Until which day is it to repeat?");
    return 0;
  }
  const name = s.word(month);
  s.ask(`Is that until the beginning or the end of ${name}?`, [
    s.rewritten(i, month + 1, `until ${name} 1`),
    s.rewritten(i, month + 1, `until the last day of ${name}`),
  ]);
  return month + 1;
};

const count: Limit = (s, i, draft) => {
  const behind = s.phrase(i, "for") || i;
  const digits = /^\d{5,}$/.test(s.word(behind)) ? Number(s.word(behind)) : undefined;
  const times = digits ?? numberOf(s.word(behind));
  const to = s.phrase(behind + 1, "times|occurrences");
  if (times !== undefined && to) {
    if (times < 1 || times > 1_000)
      s.ask(`It can repeat 1 to 1000 times, not ${times}. How often?`);
    draft.count = times;
    return to;
  }
  const length = behind > i ? readDuration(s, s.phrase(behind, "the next") || behind) : undefined;
  if (!length || ["minute", "hour"].includes(length.value.unit)) return 0;
  draft.length = length.value;
  return length.to;
};

const times: Limit = (s, i, draft) => {
  const part = readPart(s, i) ?? bare(s, i);
  if (part) {
    draft.part = part.value;
    return part.to;
  }
  const at = s.phrase(i, "at|@|by");
  let found = readClock(s, at || i, at > 0 ? "any" : "no");
  if (!found) return 0;
  let to = at || i;
  while (found) {
    draft.times.push({ time: found.value, from: to, to: found.to });
    to = found.to;
    const next = s.phrase(to, ", and|&? at?") || s.phrase(to, "and|&|/ at?");
    found = next ? readClock(s, next, at > 0 ? "ending" : "no") : undefined;
    if (!found) break;
  }
  return to;
};

function bare(s: Sentence, i: number) {
  const part = partOf(s.word(i));
  return part && { value: part, to: i + 1 };
}

/** "every 2 weeks on monday", "every month on the 3rd friday", "every year on jan 27". */
const onDays: Limit = (s, i, draft) => {
  const { pattern } = draft;
  const on = s.phrase(i, "on|in");
  const at = on || i;
  if (pattern.byDay || pattern.byMonthDay) return 0;
  const { frequency } = pattern;
  const days = frequency === "WEEKLY" || frequency === "DAILY" ? readWeekdays(s, at) : undefined;
  if (days) {
    if (pattern.interval > 1 && frequency === "DAILY")
      s.ask("Is it every few days, or on weekdays? Say one of them.");
    draft.pattern = { ...pattern, frequency: "WEEKLY", byDay: dayCodes(days.value) };
    return days.to;
  }
  const isLong = frequency === "MONTHLY" || frequency === "YEARLY";
  const starts = on > 0 || s.word(at) === "the" || ordinalOf(s.word(at)) !== undefined;
  const found = isLong && starts ? (readYearly(s, at) ?? readMonthly(s, at)) : undefined;
  if (!found) return 0;
  const fits = found.value.frequency === "YEARLY" ? frequency === "YEARLY" : true;
  const inYear = frequency === "YEARLY" && found.value.frequency === "MONTHLY";
  if (!fits || inYear) s.ask("In which month of the year is that?");
  draft.pattern = merged(pattern, found.value);
  return found.to;
};

function merged(pattern: Pattern, found: Pattern): Pattern {
  return { ...found, frequency: pattern.frequency, interval: pattern.interval };
}
