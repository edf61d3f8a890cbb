import type { Due } from "../../shared/contracts/api/parsed.ts";
import type { Now } from "./moment.ts";
import { type Read, type Sentence, tidied } from "./sentence.ts";
import { endsHere } from "./time-of-day.ts";
import { doubtfulWeekdays, months, weekdays } from "./vocabulary.ts";
import { dueFrom, readWhen, type When } from "./when.ts";

/** A date that was found: where it is, and what it says. */
export type SaidWhen = Read<When>;

/** Behind these words a date says something else than when a task is due. */
const otherwise: ReadonlySet<string> = new Set(
  "from since about of after until till than between during through re".split(" "),
);
const ranges: ReadonlySet<string> = new Set(["to", "-", "–", "and", "or", "between", "from"]);
const clockRange = /^\d{1,2}(?:[:.]\d{2})?(?:am|pm)?[-–]\d{1,2}(?:[:.]\d{2}(?:am|pm)?|am|pm)$/;

/** Finds the dates and times from token `i` on, and takes their words. */
export function takeWhens(s: Sentence, i: number, now: Now): readonly SaidWhen[] {
  const found: SaidWhen[] = [];
  for (let at = i; at < s.end; at += 1) {
    if (clockRange.test(s.word(at))) askAboutRange(s, at, at + 1);
    const read = readWhen(s, at, now);
    if (!read || !isDue(s, i, at, read)) continue;
    s.take("due", at, read.to);
    found.push(read);
    at = read.to - 1;
  }
  return found;
}

/** The one date that was said: a day and a time may stand apart. Asks when there are two. */
export function oneDue(s: Sentence, whens: readonly SaidWhen[], now: Now): Due | undefined {
  const [first, second, third] = whens;
  if (!first) return undefined;
  if (!second) return dueFrom(s, first, now);
  const apart = (first.value.day === undefined) !== (second.value.day === undefined);
  const timed = [first, second].filter(({ value }) => value.time ?? value.part).length;
  if (third || !apart || timed > 1) {
    const said = whens.map(({ value, to }) => s.slice(value.from, to));
    s.ask(`There are several dates: ${said.join(", ")}. Which one is it due?`, keepOne(s, whens));
    return undefined;
  }
  const [day, time] = first.value.day === undefined ? [second, first] : [first, second];
  const merged: When = { ...time.value, ...(day.value.day && { day: day.value.day }) };
  const withDay: When = { ...merged, ...(day.value.dayAt && { dayAt: day.value.dayAt }) };
  return dueFrom(s, { value: withDay, to: time.to }, now);
}

function keepOne(s: Sentence, whens: readonly SaidWhen[]): string[] {
  return whens.map(({ value: kept }) => {
    let text = s.text;
    for (const { value, to } of [...whens].reverse()) {
      if (value.from === kept.from) continue;
      const [from, end] = [s.tokens[value.from]?.from ?? 0, s.tokens[to - 1]?.to ?? 0];
      const before = text.slice(0, from).replace(/\b(?:or|and|to)\s*$/i, "");
      text = `${before}${text.slice(end).replace(/^\s*(?:or|and)\b/i, "")}`;
    }
    return tidied(text);
  });
}

function isDue(s: Sentence, start: number, at: number, { value, to }: SaidWhen): boolean {
  const before = s.word(at - 1);
  if (value.day === undefined && ranges.has(before) && clockBefore(s, at - 2)) {
    askAboutRange(s, at - 2, to);
    return true;
  }
  if (otherwise.has(before) && !(before === "of" && at - 1 < start)) return false;
  if (value.day === undefined && value.time === undefined) {
    return s.word(at) === "in" || (s.word(at) === "at" && endsHere(s, to));
  }
  if (value.day === undefined && /^(?:noon|midday|midnight)$/.test(s.word(at)))
    return endsHere(s, to);
  const isNamed = /^(?:noon|midday|midnight)$/.test(s.word(to - 1));
  if (isNamed && at !== start && !endsHere(s, to)) return false;
  const isBareClock = value.day === undefined && /^\d/.test(s.word(at)) && at !== start;
  if (isBareClock && !endsHere(s, to)) {
    return /^(?:the|a|an|my|our|his|her|their)$/.test(before) ? false : asked(s, at, to);
  }
  if (isTitleCased(s, at, to)) return false;
  const loose = value.day?.loose && !value.preposition && value.part === undefined;
  return !loose || endsHere(s, to) || noun(s, start, at, { value, to });
}

function clockBefore(s: Sentence, i: number): boolean {
  return /^\d{1,2}(?:[:.]\d{2})?(?:am|pm)?$/.test(s.tokens[i]?.word ?? "");
}

function askAboutRange(s: Sentence, from: number, to: number): void {
  s.ask(`A task has one time. At which one is it due: ${s.slice(from, to)}?`);
}

const namesBehind: ReadonlySet<string> = new Set(
  (
    "sunday school,sunday roast,sunday paper,sunday papers,sunday brunch,sunday best," +
    "sunday times,sunday dinner,sunday lunch,friday prayers,saturday night,monday blues," +
    "wednesday addams,may day,may flowers,march madness,april fools"
  ).split(","),
);
const namesBefore: ReadonlySet<string> = new Set(
  "black cyber good ash easter palm super taco casual ruby freaky man girl".split(" "),
);
const openers: ReadonlySet<string> = new Set(
  (
    "call buy pay send email mail write read meet visit go get take pick clean wash cook book " +
    "order submit finish fix check review prepare plan ask tell text water feed walk do make " +
    "update print return renew schedule study practice bring drop start see watch run exercise"
  ).split(" "),
);

/** A noun follows: "friday report" may be a report, or what is to be done on friday. */
function noun(s: Sentence, start: number, at: number, { value, to }: SaidWhen): boolean {
  const word = s.word(at);
  const next = s.word(to);
  const month = [word, s.word(to - 1)].find((each) => months.has(each)) ?? word;
  if (namesBehind.has(`${word} ${next}`) || namesBehind.has(`${month} ${next}`)) {
    return /\d/.test(s.slice(at, to)) ? asked(s, at, to) : false;
  }
  if (namesBefore.has(s.word(at - 1)) || doubtfulWeekdays.has(word)) return false;
  if (at === start && openers.has(next)) return true;
  return asked(s, at, to, value.day?.swapped);
}

function asked(s: Sentence, at: number, to: number, days?: readonly string[]): boolean {
  const said = s.slice(at, to);
  const without = s.rewritten(at, to, "");
  s.ask(`Is "${said}" when it is due, or part of the name?`, [
    ...(days ?? [said]).map((day) => `${without} on ${day}`),
    s.rewritten(0, s.end, `"${s.slice(0, s.end).replaceAll('"', "'")}"`),
  ]);
  return true;
}

const titleVerbs: ReadonlySet<string> = new Set(
  "read watch see play listen rewatch reread finish stream rent".split(" "),
);

/** Capitals where English has none make a title: "read The Day After Tomorrow". */
function isTitleCased(s: Sentence, at: number, to: number): boolean {
  const capital = (i: number) => /^\p{Lu}/u.test(s.slice(i, i + 1));
  const proper = (i: number) => weekdays.has(s.word(i)) || months.has(s.word(i));
  const plain = s.tokens.map((_, i) => i).filter((i) => i > 0 && s.tokens[i]?.kind === "word");
  const inside = plain.filter((i) => i >= at && i < to && !proper(i) && !/\d/.test(s.word(i)));
  if (inside.length === 0 || !inside.every(capital)) return titleBefore(s, at, capital);
  if (/^\p{Lu}{3,}$/u.test(s.slice(at, at + 1))) return false;
  const others = plain.filter((i) => i < at || i >= to);
  const beside = inside.length > 1 || (at > 1 && capital(at - 1));
  return beside && (titleVerbs.has(s.word(0)) || [0, ...others].some((i) => !capital(i)));
}

/** "watch Freaky Friday": a film, or a film on friday. */
function titleBefore(s: Sentence, at: number, capital: (i: number) => boolean): boolean {
  const bare = weekdays.has(s.word(at)) && at > 1 && titleVerbs.has(s.word(0)) && capital(at - 1);
  if (bare && !namesBefore.has(s.word(at - 1))) asked(s, at, at + 1);
  return bare;
}
