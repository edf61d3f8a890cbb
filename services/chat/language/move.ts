import type { Change, Due } from "../../shared/contracts/api/parsed.ts";
import { type Meaning, meaning } from "./meaning.ts";
import type { Now } from "./moment.ts";
import { readPositions } from "./positions.ts";
import { takeScope } from "./scope.ts";
import type { Read, Sentence } from "./sentence.ts";
import { readShift } from "./shift.ts";
import { type Command, perhapsNew } from "./state-commands.ts";
import { takeTarget } from "./target.ts";
import { readClock } from "./time-of-day.ts";
import { dueFrom, readWhen, secondOf, type When } from "./when.ts";

const sure = "reschedule|postpone|defer|delay";
const other = "move|push|shift|bring|change|set|make";
const it = { kind: "it" } as const;

/** "move it to friday", "reschedule dentist to next tuesday 3pm", "push it back an hour". */
export const reschedule: Command = (s, i, now) => {
  const verb = s.phrase(i, sure) || putOff(s, i);
  const start = verb || s.phrase(i, `${other} back|forward?`);
  const shifted = verb || !s.phrase(i, "put") ? readShift(s, i) : undefined;
  if (shifted) return byLength(s, s.phrase(i, `${sure}|${other}|pull|put`), shifted, now);
  // "set up a meeting" is something to do.
  if (start === 0 || s.phrase(start, "up")) return undefined;
  const from = s.phrase(start, "the? due? date|time|deadline of|for") || start;
  const split = dateFrom(s, i, from, now);
  if (split === 0) {
    return verb || isWithoutDate(s, i, start) ? withoutDate(s, start, now) : undefined;
  }
  if (isToDo(s, i, split)) return undefined;
  if (s.phrase(split - 1, "back|forward|up")) s.take("command", split - 1, split);
  const scope = takeScope(s, from, split) ?? null;
  const read = readNew(s, split, true, now);
  const said = read && newDate(s, read, split, now);
  const isBare = readWhen(s, behindTo(s, split), now) === undefined;
  s.take("command", 0, from);
  const old = oldDate(s, from, split, now);
  const target = takeTarget(s, from, old, now) ?? it;
  if (read) s.take("due", split, read.to);
  s.take("command", from, s.end);
  const moved = meaning({ intent: "reschedule", target, due: null, scope, ...said });
  // "move the vase to 3" may be something to do.
  return isBare && !verb ? perhapsNew(s, i, moved) : moved;
};

/** "put it off", "put off the dentist". */
function putOff(s: Sentence, i: number): number {
  const to = s.phrase(i, "put");
  const off = s.tokens.findIndex(({ word }, at) => at >= to && word === "off");
  // "put the lights off" is something to do.
  const isClose = off === to || s.phrase(to, "it|that|this") === off;
  if (to === 0 || off < 0 || !(isClose || s.phrase(off + 1, "until|till|to|by"))) return 0;
  s.take("command", off, off + 1);
  return to;
}

/** "make dinner on friday" and "move the car at 9" are to be done then. */
function isToDo(s: Sentence, i: number, split: number): boolean {
  const verb = s.phrase(i, other);
  if (verb === 0 || s.phrase(verb, "it|that|this|the? due|date|time|deadline")) return false;
  if (readPositions(s, verb)) return false;
  const isMade = s.phrase(i, "make|bring") > 0 && s.phrase(split, "on|at|by|for") > 0;
  return isMade || s.phrase(split, "at") > 0;
}

function behindTo(s: Sentence, i: number): number {
  return s.phrase(i, "to|until|till|for|as|due on|at|by|for?") || s.phrase(i, "due") || i;
}

/** Where the new date begins: it is the last thing that is said. */
function dateFrom(s: Sentence, i: number, from: number, now: Now): number {
  const end = s.wordsEnd;
  const isVerb = s.phrase(i, sure) > 0;
  const isMoved = s.phrase(i, "move|push|shift") > 0;
  const behindIt = s.phrase(from, "it|that|this");
  for (let at = from; at < end; at += 1) {
    const marked = s.phrase(at, "to|until|till|for|due|on|at|by|as") > 0;
    const isSure = isVerb || (behindIt > 0 && at === behindIt);
    const read = readNew(s, at, isSure || isMoved, now);
    if (read?.to === end && (marked || isSure)) return at;
  }
  return 0;
}

/** "to 5" is a time only where nothing else can be meant by it. */
function readNew(s: Sentence, i: number, isSure: boolean, now: Now): Read<When> | undefined {
  const from = behindTo(s, i);
  const read = readWhen(s, from, now);
  if (read || s.phrase(i, "to|until|till|for") === 0) return read;
  const clock = readClock(s, from, "ending");
  const isClear = isSure || (clock && clock.to > from + 1);
  if (!isClear || !clock) return undefined;
  return { value: { from, time: clock.value, preposition: true }, to: clock.to };
}

/** A day, or only another time: then the day stays. */
function newDate(
  s: Sentence,
  read: Read<When>,
  split: number,
  now: Now,
): { readonly due?: Due; readonly change?: Change } {
  const { day, time } = read.value;
  if (day !== undefined) {
    const due = s.question ? undefined : dueFrom(s, read, now);
    return due ? { due } : {};
  }
  if (time?.midnight) {
    const choices = ["0:00", "23:59"].map((clock) => s.rewritten(split, read.to, `to ${clock}`));
    s.ask("Is midnight the beginning or the end of that day?", choices);
  }
  const second = secondOf(s, read.value, read.to);
  if (s.question || second === undefined) return {};
  return { change: { time: new Date(second * 1_000).toISOString().slice(11, 16) } };
}

/** "move the dentist from monday to friday". */
function oldDate(s: Sentence, from: number, split: number, now: Now): number {
  for (let at = from; at < split; at += 1) {
    const behind = s.phrase(at, "from");
    if (behind && readWhen(s, behind, now)?.to === split) return at;
  }
  return split;
}

/** Counted from the date that the task has; only the list knows it. */
function byLength(
  s: Sentence,
  from: number,
  { value: shift, to }: Read<NonNullable<Change["shift"]>>,
  now: Now,
): Meaning {
  s.take("command", 0, from);
  const scope = takeScope(s, from, to) ?? null;
  const target = takeTarget(s, from, to, now) ?? it;
  s.take("due", to, s.wordsEnd);
  s.take("command", from, s.end);
  return meaning({ intent: "reschedule", target, scope, change: { shift } });
}

/** "reschedule dentist", "move it", "move 2", "move". */
function isWithoutDate(s: Sentence, i: number, start: number): boolean {
  const moved = s.phrase(i, "move|push|shift|bring");
  if (moved === 0) return false;
  if (s.phrase(moved, "it")) return true;
  const pointed = s.phrase(moved, "that|this") || readPositions(s, start)?.to;
  return pointed === s.wordsEnd || (moved === s.wordsEnd && !s.phrase(i, "bring"));
}

function withoutDate(s: Sentence, from: number, now: Now): Meaning {
  const it = s.phrase(from, "it");
  const said = s.slice(0, it || s.wordsEnd);
  const whole = from === s.wordsEnd ? `${said} it` : said;
  const choices = ["today", "tomorrow", "next week"].map((day) => `${whole} to ${day}`);
  s.ask("To which date is it to be moved?", choices);
  s.take("command", 0, from);
  const target = takeTarget(s, from, it || s.end, now) ?? { kind: "it" };
  s.take("command", 0, s.end);
  return meaning({ intent: "reschedule", target });
}
