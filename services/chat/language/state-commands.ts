import { titleMax } from "../../shared/contracts/entities/task.ts";
import { about } from "./about.ts";
import { readDay } from "./day.ts";
import { takeFilter } from "./filter.ts";
import { type Meaning, meaning } from "./meaning.ts";
import type { Now } from "./moment.ts";
import { repeatedAt } from "./repeated-at.ts";
import type { Sentence } from "./sentence.ts";

/** A command that begins at this token, or nothing. */
export type Command = (s: Sentence, i: number, now: Now) => Meaning | undefined;

type Intent = Meaning["intent"];

const done = "done|complete|completed|finished|off";
const open = "not done|complete|completed|finished yet?";
const opened = "undone|incomplete|open|pending|unfinished|todo|uncompleted";

/** "mark 1 and 3 as done", "complete the report", "i finished the report", "the report is done". */
export const complete: Command = (s, i, now) => {
  const marked = s.phrase(i, "mark|set|check|tick");
  if (marked) return marking(s, marked, now);
  const off = s.phrase(i, "cross|strike off?");
  if (off && s.word(off - 1) === "off") return about(s, "complete", off, s.end, now);
  const did =
    s.phrase(i, "i|i've|ive have? just|already? finished|completed|done|did with?") ||
    s.phrase(i, "i'm|im|i am? done|finished with") ||
    s.phrase(i, "done|finished with|:?") ||
    completedPast(s, i);
  if (did) return about(s, "complete", did, s.end, now);
  const finish = s.phrase(i, "finish");
  if (finish) return finishing(s, finish);
  const verb = s.phrase(i, "complete");
  if (verb) return hasDate(s, verb, now) ? undefined : about(s, "complete", verb, s.end, now);
  return stated(s, i, now);
};

/** "completed laundry", but not "completed tasks". */
function completedPast(s: Sentence, i: number): number {
  const to = s.phrase(i, "completed");
  return to && to < s.end && !s.phrase(to, "tasks|todos|items|reminders|ones|today|yesterday|this")
    ? to
    : 0;
}

function marking(s: Sentence, from: number, now: Now): Meaning | undefined {
  const isMark = s.word(from - 1) === "mark";
  const early = s.phrase(from, "off");
  if (early && !isMark) return about(s, "complete", early, s.end, now);
  for (const [intent, pattern] of [
    ["reopen", `as? ${open}`],
    ["reopen", `as? ${opened}`],
    ["complete", `as? ${done}`],
  ] as const) {
    const at = tail(s, from, pattern);
    if (at > from) return about(s, intent, from, at, now);
  }
  return undefined;
}

/** Where this pattern is the end of the sentence, or 0. */
export function tail(s: Sentence, from: number, pattern: string): number {
  const end = s.wordsEnd;
  for (let at = from; at < end; at += 1) if (s.phrase(at, pattern) === end) return at;
  return 0;
}

/** "finish the report" may be done, or still to be done. */
function finishing(s: Sentence, from: number): Meaning | undefined {
  if (s.tokens.some((token) => token.kind === "tag")) return undefined;
  const it = s.phrase(from, "it|that");
  if (it === s.end) return about(s, "complete", from, s.end, noNow);
  const rest = s.slice(from, s.end);
  if (rest === "" || hasDate(s, from, noNow)) return undefined;
  s.ask(`Have you finished ${rest}, or is it still to be done?`, [
    `mark ${rest} as done`,
    `add finish ${rest}`,
  ]);
  return meaning({ intent: "unknown" });
}

const noNow: Now = { nowMs: 0, timezone: "UTC", here: { day: 0, secondOfDay: 0 } };

function stated(s: Sentence, i: number, now: Now): Meaning | undefined {
  const not =
    tail(s, i, `is|are|isn't|aren't|was ${open}`) ||
    tail(s, i, "isn't|isnt done|finished|complete yet?");
  if (not > i) return about(s, "reopen", i, not, now);
  const at = tail(s, i, "is|are done|finished|completed|complete now?");
  return at > i ? about(s, "complete", i, at, now) : saidShort(s, i, now);
}

const unfinished =
  "get|gets|getting|got|have|has|want|need|make|must|should|when|if|until|not|well|clear|clean|" +
  "show|list|display|view|see|find|search|what";
const helpers: ReadonlySet<string> = new Set(
  `${unfinished.replaceAll("|", " ")} be being been nearly almost half never having over to`.split(
    " ",
  ),
);

/** A longer sentence is no short form of anything. */
const shortMax = 5;

/** "laundry done": it may be a task of that name as well. */
function saidShort(s: Sentence, i: number, now: Now): Meaning | undefined {
  const own =
    s.phrase(i, "i'm|im|it's|its|that's done|finished|completed now?") ||
    s.phrase(i, "i|we am|are done|finished now?");
  if (own === s.wordsEnd && own > 0) return about(s, "complete", own, own, now);
  const at = tail(s, i, "done|finished|completed");
  const isOther = s.phrase(i, unfinished) > 0 || helpers.has(s.word(at - 1));
  if (at <= i || at - i > shortMax || isOther || hasDate(s, i, now)) return undefined;
  const meant = perhapsNew(s, i, about(s, "complete", i, at, now));
  const { target } = meant;
  // "the dentist's done"
  if (target?.kind !== "words") return meant;
  return { ...meant, target: { ...target, text: target.text.replace(/['’]s$/, "") } };
}

/** Verbs that only take a task. */
const verbs: readonly (readonly [intent: Intent, pattern: string])[] = [
  ["reopen", "reopen|uncomplete|unfinish|re-open"],
  ["reopen", "uncheck|untick"],
  ["delete", "delete|erase|trash|discard"],
  ["delete", "remove"],
  ["pause", "pause"],
  ["resume", "resume|unpause|continue with?"],
  ["skip", "skip"],
  ["dismiss", "dismiss"],
];

/** "delete all completed tasks", "pause gym", "skip the next standup", "reopen the report". */
export const simple: Command = (s, i, now) => {
  const cleared = s.phrase(
    i,
    "clear|clean out|up? all? my? the? completed|done|finished tasks|items|todos?",
  );
  if (cleared > 0 && cleared === s.end) {
    const { filter } = takeFilter(s, i + 1, s.end, now);
    s.take("command", i, s.end);
    return meaning({ intent: "delete", target: { kind: "all", filter } });
  }
  for (const [intent, pattern] of verbs) {
    const to = s.phrase(i, pattern);
    if (to === 0) continue;
    const dated = intent === "delete" ? undefined : repeatedAt(s, intent, i, to, now);
    if (dated) return dated;
    // "pause and reflect" is something to do.
    if (s.phrase(to, "and|for") > 0) continue;
    if (
      intent === "delete" &&
      hasDate(s, to, now) &&
      s.phrase(to, "all|everything|every|it|my") === 0
    ) {
      const rest = s.slice(i, s.end);
      s.ask("Is that a task to add, or something to delete now?", [
        `add ${rest}`,
        `delete the task "${s.slice(to, s.end)}"`,
      ]);
    }
    return about(s, intent, to, s.end, now);
  }
  return undefined;
};

/** "stop my exercise reminder", "cancel it". */
export const stop: Command = (s, i, now) => {
  const reminding = s.phrase(
    i,
    "stop|quit|don't|dont reminding|remind|nagging me to|about|of|for?",
  );
  if (reminding) return about(s, reminding === s.end ? "dismiss" : "stop", reminding, s.end, now);
  const to = s.phrase(i, "stop|disable|end|cancel|turn off?");
  if (to === 0 || s.phrase(to, "by|at|in|for|off")) return undefined;
  const word = s.word(to - 1);
  const last = lastWord(s);
  const ofOurs =
    /^(?:reminder|reminders|recurrence|task|tasks|series|instances|occurrences|it|that|them)$/.test(
      last,
    );
  if (s.phrase(i, "turn") && word !== "off") return undefined;
  if (ofOurs) {
    const isOne = s.phrase(i, "cancel") > 0 && /^(?:task|tasks|it|that|them)$/.test(last);
    return about(s, isOne ? "delete" : "stop", to, s.end, now);
  }
  if (s.phrase(i, "end|turn") || hasDate(s, to, now)) return undefined;
  const rest = s.slice(to, s.end);
  if (rest === "") return undefined;
  s.ask("Is that a task to add, or is something that repeats to stop?", [
    `add ${s.slice(i, s.end)}`,
    `stop the ${rest.replace(/^(?:the|my)\s+/i, "")} reminder`,
  ]);
  return meaning({ intent: "unknown" });
};

function lastWord(s: Sentence): string {
  let end = s.end;
  while (end > 0 && /^[.!?,]$/.test(s.word(end - 1))) end -= 1;
  return s.word(end - 1);
}

/** A meaning that may as well be a new task of all these words: only the list can tell. */
export function perhapsNew(s: Sentence, i: number, meant: Meaning): Meaning {
  const title = s.slice(i, s.wordsEnd);
  const fits = meant.target?.kind === "words" && [...title].length <= titleMax;
  return fits ? { ...meant, title } : meant;
}

/** Whether a date or a rule stands behind this token: then it is something to be done then. */
export function hasDate(s: Sentence, from: number, now: Now): boolean {
  for (let at = from; at < s.end; at += 1) {
    const every = s.phrase(at, "every|daily|weekly|monthly") > 0;
    const day = readDay(s, at, now);
    if (
      every ||
      (day &&
        (day.value.loose === undefined || day.to === s.end || s.phrase(at - 1, "by|on|before")))
    ) {
      return true;
    }
  }
  return false;
}
