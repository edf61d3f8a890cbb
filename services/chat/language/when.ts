import type { Due } from "../../shared/contracts/api/parsed.ts";
import { dateOf, weekdayOf } from "../../shared/recurrence/local-time.ts";
import { localOf } from "../../shared/recurrence/zone.ts";
import { type Day, readDay, readExactDay } from "./day.ts";
import { dueOf, type Now } from "./moment.ts";
import type { Read, Sentence } from "./sentence.ts";
import {
  endsHere,
  inPart,
  readClock,
  readPart,
  secondOfPart,
  settled,
  type TimeOfDay,
} from "./time-of-day.ts";
import { months, type Part, partOf } from "./vocabulary.ts";

/** A day, a time of day, or both, as they were said; where the words are. */
export interface When {
  readonly day?: Day;
  readonly time?: TimeOfDay;
  readonly part?: Part;
  readonly from: number;
  /** The tokens of the day alone. */
  readonly dayAt?: readonly [from: number, to: number];
  /** "on", "at", "by", "due": it can be nothing but a date. */
  readonly preposition: boolean;
}

/** Nobody writes calendars of other centuries; the years that a due date may have. */
const yearMin = "1970";
const yearMax = "2200";
const prepositions = ["due on|by|at|for?", "by|on|at|before|for|@", "is? due on|by|at?"];

/** Reads the longest date and time that begin here, in either order. */
export function readWhen(s: Sentence, i: number, now: Now): Read<When> | undefined {
  let when: When = { from: i, preposition: false };
  let to = i;
  for (let step = 0; step < 4; step += 1) {
    const comma = step > 0 ? s.phrase(to, ",") || to : to;
    const next = component(s, comma, now, when);
    if (!next) break;
    when = next.value;
    to = next.to;
  }
  return to > i ? { value: when, to } : undefined;
}

function component(s: Sentence, i: number, now: Now, when: When): Read<When> | undefined {
  const behind = Math.max(...prepositions.map((pattern) => s.phrase(i, pattern)));
  const at = behind || i;
  const word = behind ? s.word(behind - 1) : "";
  const preposition = when.preposition || behind > 0;
  if (when.time === undefined && word !== "on" && word !== "for") {
    // "tomorrow 9" is a time; "jan 27 9" could be anything.
    const behindDay = when.day !== undefined && (!when.day.loose || when.day.weekday !== undefined);
    const marked = behindDay || ["at", "@", "by", "before"].includes(word);
    const clock = readClock(
      s,
      at,
      marked ? (isLeading(s, when.from) && word === "at" ? "any" : "ending") : "no",
    );
    if (clock) return { value: { ...when, time: clock.value, preposition: true }, to: clock.to };
  }
  if (when.part === undefined) {
    const part = readPart(s, i) ?? (when.day ? bareSuffix(s, i) : undefined);
    if (part && when.day?.part === undefined) {
      return { value: { ...when, part: part.value, preposition }, to: part.to };
    }
  }
  if (when.day !== undefined) return exactDay(s, at, now, when);
  const day = readDay(s, at, now);
  if (!day || (word === "at" && day.value.loose !== undefined)) return undefined;
  return { value: { ...when, day: day.value, dayAt: [at, day.to], preposition }, to: day.to };
}

/** "tomorrow at 9 call mom": nothing but a command is in front. */
function isLeading(s: Sentence, i: number): boolean {
  return s.tokens.slice(0, i).every((_, at) => !s.isFree(at));
}

/** "friday, january 9". */
function exactDay(s: Sentence, i: number, now: Now, when: When): Read<When> | undefined {
  const weekday = when.day?.weekday;
  const exact = weekday === undefined ? undefined : readExactDay(s, i, now);
  if (!exact || weekday === undefined) return undefined;
  const { day } = exact.value;
  if (day !== undefined && weekdayOf(day) !== weekday) {
    s.ask(`${s.slice(when.from, exact.to)} is no day of the coming year. Which day is it to be?`, [
      s.rewritten(when.from, i, "on"),
      s.rewritten(i, exact.to, ""),
    ]);
  }
  const [from] = when.dayAt ?? [i];
  return { value: { ...when, day: exact.value, dayAt: [from, exact.to] }, to: exact.to };
}

/** "tomorrow morning". */
function bareSuffix(s: Sentence, i: number): Read<Part> | undefined {
  const part = partOf(s.word(i));
  return part && !s.word(i).endsWith("s") && endsHere(s, i + 1)
    ? { value: part, to: i + 1 }
    : undefined;
}

/** The second of the day that was said; undefined for a whole day. Asks where it is not clear. */
export function secondOf(s: Sentence, when: When, to: number): number | undefined {
  const part = when.part ?? when.day?.part;
  const { time } = when;
  if (time === undefined) return part === undefined ? when.day?.secondOfDay : secondOfPart(part);
  const said = part ? inPart(time, part) : time;
  const { hour, minute } = settled(s, said, s.slice(when.from, to), (clock) =>
    s.rewritten(when.from, to, `${daySlice(s, when)}at ${clock}`),
  );
  return hour * 3_600 + minute * 60;
}

/** The words of the day alone, to be said again beside a clearer time. */
function daySlice(s: Sentence, { dayAt }: When): string {
  return dayAt ? `${s.slice(...dayAt)} ` : "";
}

/**
 * The date that was said. A bare time that has passed is tomorrow's; anything else that has passed,
 * or that the calendar lacks, is asked about and gives nothing.
 */
export function dueFrom(s: Sentence, { value: when, to }: Read<When>, now: Now): Due | undefined {
  const said = s.slice(when.from, to);
  const { day, time } = when;
  if (day?.swapped) {
    const choices = day.swapped.map((date) => s.rewritten(when.from, to, `on ${date}`));
    s.ask(`Which date is ${said}?`, choices);
    return undefined;
  }
  if (day?.several) {
    const choices = day.several.map((one) => s.rewritten(when.from, to, `by ${one}`));
    s.ask(`Which day is "${said}"?`, choices);
    return undefined;
  }
  if (day && day.day === undefined) {
    s.ask(`The calendar has no such day: ${said}. Which day is it to be?`);
    return undefined;
  }
  if (day?.isAnyMonth && day.day !== undefined && bills.test(s.text)) {
    askHowOften(s, when, day.day);
    return undefined;
  }
  if (day?.atMs !== undefined) return instant(s, day.atMs, said, now);
  const second = secondOf(s, when, to);
  if (s.question) return undefined;
  if (time?.midnight && day) {
    s.ask("Is midnight the beginning or the end of that day?", [
      s.rewritten(when.from, to, `${daySlice(s, when)}at 0:00`),
      s.rewritten(when.from, to, `${daySlice(s, when)}at 23:59`),
    ]);
    return undefined;
  }
  const due = dueOf(day?.day ?? now.here.day, second, now.timezone);
  if (isTooFar(due)) {
    askForNearer(s, said);
    return undefined;
  }
  if (!isPast(due, now)) return due;
  if (day === undefined) return dueOf(now.here.day + 1, second, now.timezone);
  const choices = second === undefined ? ["today"] : laterThan(second, day.day, now);
  if (now.isReminder && second === undefined) choices.push("tomorrow at 9:00");
  askAboutPast(
    s,
    said,
    now,
    choices.map((later) => s.rewritten(when.from, to, later)),
  );
  return undefined;
}

const night = secondOfPart("night");

/** The same time tomorrow; and for an evening that has begun, later today. */
function laterThan(second: number, day: number | undefined, { here }: Now): string[] {
  const clock = new Date(second * 1_000).toISOString().slice(11, 16);
  const isLate = day === here.day && second === secondOfPart("evening");
  const today = isLate && here.secondOfDay < night ? ["today at 22:00"] : [];
  return [...today, `tomorrow at ${clock}`];
}

const daysInEveryMonth = 28;
const bills = /\b(?:pay|rent|bills?|invoices?|mortgage|subscription|salary|insurance|fees?|tax)\b/i;

/** "rent on the 1st of the month": nobody says of which one. */
function askHowOften(s: Sentence, { dayAt = [0, 0] }: When, day: number): void {
  const { month, date } = dateOf(day);
  const [name = ""] = [...months].findLast(([, number]) => number === month) ?? [];
  const isLong = date > daysInEveryMonth && !/\blast\b/i.test(s.slice(...dayAt));
  const every = `every month${isLong ? " or last day of the month" : ""}`;
  s.ask("Is that only once, or every month?", [
    s.rewritten(...dayAt, s.slice(...dayAt).replace(/the month$/i, every)),
    s.rewritten(...dayAt, `${name} ${date}`),
  ]);
}

function askAboutPast(s: Sentence, said: string, now: Now, choices: readonly string[]): void {
  const problem = `${said.charAt(0).toUpperCase()}${said.slice(1)} has passed`;
  const reminder = now.isReminder ? "Reminder time must be in the future: " : "";
  s.ask(`${reminder}${problem}. When is it to be?`, choices);
}

function instant(s: Sentence, atMs: number, said: string, now: Now): Due | undefined {
  if (atMs <= now.nowMs) {
    askAboutPast(s, said, now, []);
    return undefined;
  }
  const local = localOf(atMs, now.timezone);
  // Of a time that the clock shows twice the wall time alone would give the first.
  const at = new Date(Math.floor(atMs / 1_000) * 1_000).toISOString();
  const due = { ...dueOf(local.day, local.secondOfDay, now.timezone), at };
  if (!isTooFar(due)) return due;
  askForNearer(s, said);
  return undefined;
}

function isTooFar({ local }: Due): boolean {
  const year = local.slice(0, 4);
  return year < yearMin || year > yearMax;
}

function askForNearer(s: Sentence, said: string): void {
  s.ask(`${said} is too far away. Which date is it to be?`);
}

function isPast(due: Due, { here, nowMs, timezone }: Now): boolean {
  if (due.all_day) return due.local < dueOf(here.day, undefined, timezone).local;
  return Date.parse(due.at) <= nowMs;
}
