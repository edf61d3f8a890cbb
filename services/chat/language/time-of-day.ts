import type { Read, Sentence } from "./sentence.ts";
import { numberOf, type Part, partHours, partOf } from "./vocabulary.ts";

/** A time as it was said. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  /** Morning or afternoon: "at 5" does not say it. */
  readonly open: boolean;
  /** "2 at night" is early in the morning, or late: to be asked. */
  readonly unclear?: true;
  /** No clock shows it: "25:00". */
  readonly wrong: boolean;
  /** "midnight" begins the day, and people mean its end as often. */
  readonly midnight?: true;
}

/**
 * Whether a bare number may be a time: only where nothing follows that it could count, or
 * wherever it stands.
 */
export type Bare = "no" | "ending" | "any";

/** From here on a bare hour is taken as it stands: "at 7" is in the morning, "at 12" at noon. */
const plainHourMin = 7;
const digits = /^(\d{1,2})(?:([:.h])(\d{2}))?(am|pm|a\.m|p\.m)?$/;
const middle = /^(?:am|pm|a\.m|p\.m)$/;

/**
 * Reads "9am", "17:00", "5.30 pm", "noon", "half past five", "5 o'clock"; bare numbers
 * ("9", "five thirty") only behind "at" and where nothing follows that they could count.
 */
export function readClock(s: Sentence, i: number, bare: Bare): Read<TimeOfDay> | undefined {
  const named = s.word(i);
  if (named === "noon" || named === "midday") return exact(12, 0, i + 1);
  if (named === "midnight") {
    return { value: { hour: 0, minute: 0, open: false, wrong: false, midnight: true }, to: i + 1 };
  }
  const said =
    spoken(s, i) ?? written(s, i, bare) ?? (bare === "no" ? undefined : inWords(s, i, bare));
  return said && withPart(s, said);
}

/** Reads "in the morning", "at night". */
export function readPart(s: Sentence, i: number): Read<Part> | undefined {
  const at = s.phrase(i, "in the") || s.phrase(i, "at");
  const part = at ? partOf(s.word(at)) : undefined;
  const fits = part !== undefined && (s.word(i) === "at") === (part === "night");
  return fits && !s.word(at).endsWith("s") ? { value: part, to: at + 1 } : undefined;
}

/** The second of the day of a part: "morning" is 9:00. */
export function secondOfPart(part: Part): number {
  return partHours[part] * 3_600;
}

/** "8" in the "evening" is 20:00. */
export function inPart(time: TimeOfDay, part: Part): TimeOfDay {
  if (part === "morning") return { ...time, open: false, hour: time.hour % 12 };
  const late = part === "night" ? 6 : part === "evening" ? 4 : 0;
  const small = late > 0 && (time.hour < late || time.hour === 12);
  const hour = time.hour < 12 ? time.hour + 12 : time.hour;
  return small ? { ...time, open: true, unclear: true } : { ...time, open: false, hour };
}

const early: ReadonlySet<string> = new Set(
  "wake waking wakeup alarm flight airport breakfast sunrise dawn".split(" "),
);

/**
 * The time that the clock shows. Without am or pm the hours 1 to 6 are in the afternoon: nearly all
 * appointments are, a question each time is a burden, and every answer names the full time, so
 * that a wrong guess is seen. Beside a word of the early day ("flight at 5") it is asked: there
 * the guess would fail as often. `say` gives the sentence with a clearer time.
 */
export function settled(
  s: Sentence,
  time: TimeOfDay,
  said: string,
  say: (clock: string) => string,
): TimeOfDay {
  const { hour, minute, open, wrong, unclear } = time;
  if (wrong) s.ask(`${said} is no time of day. What time is it to be?`);
  if (wrong || !open) return time;
  const isEarly = s.tokens.some(({ word }) => early.has(word));
  if (!isEarly && !unclear) return { ...time, open: false, hour: hour + 12 };
  const digits = `${hour}:${String(minute).padStart(2, "0")}`;
  const choices = ["am", "pm"].map((half) => say(`${digits} ${half}`));
  s.ask(`Is ${digits} in the morning or in the afternoon?`, choices);
  return time;
}

function written(s: Sentence, i: number, allowed: Bare): Read<TimeOfDay> | undefined {
  const found = digits.exec(s.word(i));
  if (!found) return undefined;
  const [, hourText = "", separator, minuteText, glued] = found;
  const apart = glued === undefined && middle.test(s.word(i + 1)) ? s.word(i + 1) : undefined;
  const meridiem = (glued ?? apart)?.replace(".", "");
  let to = apart === undefined ? i + 1 : i + 2;
  // The last dot of "p.m." is a token of its own.
  if ((glued ?? apart)?.includes(".") && s.word(to) === ".") to += 1;
  const clock = s.phrase(to, "o'clock|oclock");
  const bare = separator === undefined && meridiem === undefined && clock === 0;
  const decimal = separator === "." && meridiem === undefined;
  if ((bare || decimal) && !(allowed === "any" || (allowed === "ending" && endsHere(s, to))))
    return undefined;
  const [hour, minute] = [Number(hourText), Number(minuteText ?? 0)];
  if (bare && hour > 24) return undefined;
  const leading = hourText.startsWith("0");
  return { value: timeOf(hour, minute, meridiem, leading), to: clock || to };
}

function timeOf(
  hour: number,
  minute: number,
  meridiem: string | undefined,
  leading: boolean,
): TimeOfDay {
  if (meridiem !== undefined) {
    const wrong = hour < 1 || hour > 12 || minute > 59;
    return { hour: (hour % 12) + (meridiem === "pm" ? 12 : 0), minute, open: false, wrong };
  }
  const wrong = hour > 23 || minute > 59;
  const open = !leading && hour > 0 && hour < plainHourMin;
  return { hour, minute, open, wrong };
}

/** "half past five", "quarter to 6", "ten past nine". */
function spoken(s: Sentence, i: number): Read<TimeOfDay> | undefined {
  const at = s.phrase(i, "a? half|quarter|five|ten|twenty|5|10|15|20 minutes? past|to");
  const hour = at ? numberOf(s.word(at)) : undefined;
  if (hour === undefined || hour < 1 || hour > 12) return undefined;
  const amount = s.word(s.phrase(i, "a") || i);
  const minutes = amount === "half" ? 30 : amount === "quarter" ? 15 : (numberOf(amount) ?? 0);
  const isTo = s.word(at - 1) === "to";
  if (isTo && amount === "half") return undefined;
  const whole = isTo ? ((hour + 10) % 12) + 1 : hour;
  const minute = isTo ? 60 - minutes : minutes;
  return { value: timeOf(whole, minute, undefined, false), to: at + 1 };
}

/** "five", "five thirty". */
function inWords(s: Sentence, i: number, allowed: Bare): Read<TimeOfDay> | undefined {
  const hour = numberOf(s.word(i));
  if (hour === undefined || hour < 1 || hour > 12) return undefined;
  const minutes = numberOf(s.word(i + 1));
  const has = minutes !== undefined && [10, 15, 20, 30, 40, 45, 50].includes(minutes);
  const clock = s.phrase(i + 1, "o'clock|oclock|am|pm");
  const to = has ? i + 2 : clock || i + 1;
  if (allowed !== "any" && !endsHere(s, to)) return undefined;
  const meridiem = clock && middle.test(s.word(clock - 1)) ? s.word(clock - 1) : undefined;
  return { value: timeOf(hour, has ? minutes : 0, meridiem, false), to };
}

/** "8 in the evening" and "8 tonight" are no longer open. */
function withPart(s: Sentence, { value, to }: Read<TimeOfDay>): Read<TimeOfDay> {
  const part = readPart(s, to);
  return part && value.hour <= 12
    ? { value: inPart(value, part.value), to: part.to }
    : { value, to };
}

function exact(hour: number, minute: number, to: number): Read<TimeOfDay> {
  return { value: { hour, minute, open: false, wrong: false }, to };
}

const followers: ReadonlySet<string> = new Set(
  (
    "on by in at for with about to and or until till every each from starting before after " +
    "tomorrow today tonight next this remind except then but daily weekly monthly yearly in the " +
    "so because mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday " +
    "sunday " +
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays weekdays keep p1 p2 p3 " +
    "p4 via using morning afternoon evening due high low urgent when while if as jan feb mar apr " +
    "may jun jul aug sep oct nov dec january february march april june july august september " +
    "october november december please tagged repeat repeating ending for"
  ).split(" "),
);

/** Whether a number can end here: nothing follows that it could count. */
export function endsHere(s: Sentence, i: number): boolean {
  if (i >= s.end || !s.isFree(i)) return true;
  const word = s.word(i);
  return s.tokens[i]?.kind !== "word" ? word !== "%" && word !== "$" : followers.has(word);
}
