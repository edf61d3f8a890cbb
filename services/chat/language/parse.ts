import type { Parsed, Question } from "../../shared/contracts/api/parsed.ts";
import { RecurrenceError } from "../../shared/recurrence/recurrence.ts";
import { localOf, parseInstant, parseZone } from "../../shared/recurrence/zone.ts";
import { answer } from "./answers.ts";
import { unfinished } from "./bare.ts";
import { create } from "./create.ts";
import { clear, describe, prioritise, rename, repeat, tagging } from "./edit.ts";
import { LanguageError } from "./language-error.ts";
import { list, notUnderstood } from "./list.ts";
import { type Meaning, meaning } from "./meaning.ts";
import type { Now } from "./moment.ts";
import { reschedule } from "./move.ts";
import { progress } from "./progress.ts";
import { remind } from "./remind.ts";
import { Sentence } from "./sentence.ts";
import { snooze } from "./snooze.ts";
import { type Command, complete, simple, stop } from "./state-commands.ts";
import { readWhen } from "./when.ts";

/** The longest text that is read, in UTF-16 code units: checked before anything looks at it. */
export const textMax = 500;

export interface ParseInput {
  readonly text: string;
  /** An ISO 8601 instant. */
  readonly now: string;
  /** An IANA name. */
  readonly timezone: string;
}

/**
 * Understands a sentence, by rules alone: the same words always mean the same. What cannot be
 * decided is asked back in `question`. Throws a LanguageError for what cannot be read at all.
 */
export function parse({ text, now, timezone }: ParseInput): Parsed {
  const sentence = sentenceOf(text);
  const moment = momentOf(now, timezone);
  const understood = understand(sentence, moment);
  const { question } = sentence;
  const asked = question && {
    ...question,
    choices: repeatable(question, understood.intent, moment),
  };
  return { ...understood, spans: sentence.spans(), question: asked };
}

/** The choices that can be sent back: whoever takes one is not asked again, and gets what it says. */
function repeatable({ choices }: Question, intent: Meaning["intent"], now: Now): readonly string[] {
  return choices.filter((choice) => {
    if (choice.length > textMax) return false;
    const again = new Sentence(choice);
    const meant = understand(again, now).intent;
    const fits = meant === intent || intent === "unknown" || alike.has(`${intent} ${meant}`);
    return again.question === null && fits;
  });
}

/** How much of something is a choice, and a reminder with its time may be of a task that is there. */
const alike: ReadonlySet<string> = new Set(["delete choose", "create remind"]);

/** In this order: what is said more exactly comes first, and a plain statement is a new task. */
const commands: readonly Command[] = [
  unfinished,
  snooze,
  remind,
  progress,
  rename,
  describe,
  tagging,
  clear,
  prioritise,
  repeat,
  reschedule,
  stop,
  complete,
  simple,
  list,
];

function understand(s: Sentence, now: Now): Meaning {
  const answered = answer(s);
  if (answered) return answered;
  if (!/[\p{L}\p{N}\p{S}]/u.test(s.text)) {
    s.ask("I did not understand that. What is it to be?", ["help"]);
    return meaning({ intent: "unknown" });
  }
  const start = behindPoliteness(s);
  for (const command of commands) {
    const understood = command(s, start, now);
    if (understood) return understood;
  }
  if (isQuestion(s, start)) return notUnderstood(s, start);
  return create(s, behindOpening(s, start, now), false, now);
}

/** "who won the cup" is nothing to do; with a tag or a colon it is the name of something. */
function isQuestion(s: Sentence, i: number): boolean {
  if (i === 0 && s.word(s.end - 1) === "?" && s.phrase(0, questionWords) > 0) return true;
  const isNamed = s.tokens.some(({ kind, word }) => kind === "tag" || word === ":");
  return !isNamed && asking.some((pattern) => s.phrase(i, pattern) > 0);
}

const questionWords = "did|does|do|is|are|was|who|why|where|when|what|what's|how|should|will|which";
const asking = [
  "who|who's|whose|whom|why|what|what's|which|where's|when's|how's",
  "where|when|how is|are|was|were|am|do|does|did|can|could|should|shall|will|would|has|have|had",
  "how to|come|much|many|long|far|often|old|big|tall",
  "is|are|was|were|am|does|did|should|shall",
  "can|could|will|would i|we|they|he|she|it|this|that|there",
  "do|have|may i|we|you|they",
];
const polite = [
  "hey|hi|hello ,? nudge? ,",
  "nudge ,",
  "please|pls",
  "can|could|would|will you please?",
  "i'd like|i want you to",
  ", please",
];

/** "please", "can you": no part of what is asked. */
function behindPoliteness(s: Sentence): number {
  let at = 0;
  for (let more = true; more; ) {
    const to = Math.max(...polite.map((pattern) => s.phrase(at, pattern)));
    more = to > 0;
    if (more) at = to;
  }
  s.take("command", 0, at);
  return at;
}

const openings = [
  "add|create|make|new|start a|an|another|the? new? recurring|repeating? " +
    "task|todo|to-do|reminder|item|entry called|named|titled|to|for|:|-? :?",
  "add",
  "task|todo|to-do|note :",
  "todo|to-do",
  "i|we need|have|want|ought|got to",
  "i|we must|should|gotta",
  "i've|i'd got|like to",
  "have to",
  "need|gotta to?",
  "don't|dont let me forget to|about?",
  "don't|dont forget to|about?",
  "remember to",
  "note|reminder to self :?",
];
/** Of these several follow each other: "i need to remember to". */
const wishes = ["remember to", "don't|dont|not forget to|about?"];

/** "add task:", "i need to": the title begins behind it. */
function behindOpening(s: Sentence, i: number, now: Now): number {
  const dated = datedOpening(s, i, now);
  if (dated) return dated;
  const put = s.phrase(i, "put");
  if (put && takeListName(s, put)) s.take("command", i, put);
  const ranked = rankedOpening(s, i);
  if (ranked > 0) return ranked;
  const to = Math.max(...openings.map((pattern) => s.phrase(i, pattern)));
  if (to <= 0 || to >= s.end) return i;
  const end = Math.max(to, ...wishes.map((pattern) => s.phrase(to, pattern)));
  s.take("command", i, end);
  takeListName(s, end);
  return end;
}

/** "task for tuesday: buy flowers": the date in it is read later. */
function datedOpening(s: Sentence, i: number, now: Now): number {
  const head =
    s.phrase(i, "add|create|make a|an|new|another? task|todo|to-do|item|note") ||
    s.phrase(i, "new? task|todo|to-do|note");
  const read = head ? readWhen(s, head, now) : undefined;
  if (!read?.value.day) return 0;
  s.take("command", i, head);
  s.take("command", read.to, s.phrase(read.to, ":|-|–|to"));
  return head;
}

/** "create a high priority task to ...": the priority in it is read later. */
function rankedOpening(s: Sentence, i: number): number {
  const from = s.phrase(i, "add|create|make a|an? new?");
  const ranks = from ? s.phrase(from, "low|medium|high|urgent|critical priority|prio") : 0;
  const to = ranks ? s.phrase(ranks, "task|todo|item|reminder to|for|called|:?") : 0;
  if (to === 0 || to >= s.end) return 0;
  s.take("command", i, from);
  s.take("command", ranks, to);
  return from;
}

/** "... to my list". */
function takeListName(s: Sentence, i: number): boolean {
  for (let at = i + 1; at < s.end; at += 1) {
    const to = s.phrase(at, "to|on my|the todo|to-do|task? list|tasks");
    if (to) s.take("command", at, to);
    if (to) return true;
  }
  return false;
}

/** Shows something: neither space nor a character without width. */
const visible = /[^\s\p{Cf}\p{Cc}\p{M}\u115f\u1160\u3164\uffa0\u2800]/u;

function sentenceOf(text: string): Sentence {
  if (text.length > textMax) {
    throw new LanguageError(
      "text",
      `the text has ${text.length} characters; use at most ${textMax}`,
    );
  }
  if (!visible.test(text))
    throw new LanguageError("text", "the text is empty; write what is to be done");
  return new Sentence(text);
}

function momentOf(now: string, timezone: string): Now {
  const zone = read("timezone", () => parseZone(timezone));
  const nowMs = read("now", () => parseInstant("now", now));
  return { nowMs, timezone: zone, here: localOf(nowMs, zone) };
}

function read<T>(field: "now" | "timezone", reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    if (error instanceof RecurrenceError) throw new LanguageError(field, error.message);
    throw error;
  }
}
