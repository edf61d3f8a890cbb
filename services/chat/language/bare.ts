import { about } from "./about.ts";
import { type Meaning, meaning } from "./meaning.ts";
import type { Now } from "./moment.ts";
import { readPositions } from "./positions.ts";
import type { Sentence } from "./sentence.ts";
import { type Command, hasDate, perhapsNew } from "./state-commands.ts";

const lists = [
  "list|show|display|view|see me? all? everything|them?",
  "list|show|display|view|see me? all tasks?",
  "lists",
  "what should|can|do|shall i do",
  "what do i|we have|need to? do?",
  "what to do",
];
const nexts = [
  "what now|next",
  "what should|can|do|shall i do|start|work on|with? now|next|first",
  "what to do now|next|first",
];
const additions = [
  "add|create|make|new a|an|new? task|todo|to-do|item|note|reminder?",
  "task|todo|to-do|note|reminder :?",
  "add it|that|this|something",
];

/** Commands without their rest: done or asked about, and never a task of that name. */
export const unfinished: Command = (s, i, now) => {
  const end = s.wordsEnd;
  const isWhole = (pattern: string) => s.phrase(i, pattern) === end;
  if (lists.some(isWhole)) return whole(s, meaning({ intent: "list", filter: {} }));
  if (nexts.some(isWhole)) return whole(s, meaning({ intent: "list", filter: { show: "next" } }));
  if (additions.some(isWhole)) return asked(s, "create", "What is to be done?");
  if (isWhole("search|find|look for?")) return asked(s, "unknown", "What am I to search for?");
  if (isWhole("clear all|everything?") || isWhole("clear all tasks")) {
    const ways = ["delete all completed tasks", "delete all tasks"];
    return asked(s, "unknown", "What am I to delete?", ways);
  }
  if (isWhole("stop")) return asked(s, "stop", "What is to stop?", ["stop it"]);
  return onPointed(s, i, end, now) ?? perhapsEdited(s, i, end, now);
};

/** "start 1", "edit it", "tag it", "mark 2", "drop all": what is meant is clear, or what is to be. */
function onPointed(s: Sentence, i: number, end: number, now: Now): Meaning | undefined {
  const verb = s.phrase(i, verbs);
  if (verb === 0 || !(verb === end || isPointer(s, verb, end))) return undefined;
  const word = s.word(i);
  const said = verb === end ? "it" : s.slice(verb, end);
  switch (word) {
    case "drop":
      return about(s, "delete", verb, end, now);
    case "stop":
      return about(s, "stop", verb, end, now);
    case "start":
    case "begin":
      return { ...about(s, "edit", verb, end, now), change: { status: "in_progress" } };
    case "tag":
    case "label":
      s.ask("Which tag is it to have?");
      return about(s, "edit", verb, end, now);
    case "mark":
    case "check":
    case "tick": {
      const ways = ["done", "in progress"].map((state) => `mark ${said} as ${state}`);
      s.ask("Is it done, or in progress?", ways);
      return about(s, "unknown", verb, end, now);
    }
    default:
      return about(s, "edit", verb, end, now);
  }
}

const verbs = "drop|stop|start|begin|tag|label|mark|check|tick|edit|change|update|set|make";

/** "edit dentist" is about a task of ours, or work on a text: only the list can tell. */
function perhapsEdited(s: Sentence, i: number, end: number, now: Now): Meaning | undefined {
  const verb = s.phrase(i, "edit") || s.phrase(i, "tag");
  if (verb === 0 || s.tokens.some(({ kind }) => kind === "tag")) return undefined;
  // "tag it home" has its rest.
  if (s.phrase(verb, "it|that|this|them") || readPositions(s, verb)) return undefined;
  const isMore = s.tokens.some(({ word }) => /^(?:to|with|as|from|of|:)$/.test(word));
  if (isMore || hasDate(s, verb, now)) return undefined;
  return perhapsNew(s, i, about(s, "edit", verb, end, now));
}

/** "it", "1 and 3", "all": what needs no words. */
function isPointer(s: Sentence, from: number, end: number): boolean {
  if (s.phrase(from, "it|that|this|them|these|those task|one|tasks|ones?") === end) return true;
  if (s.phrase(from, "all|everything tasks?") === end) return s.word(from - 1) === "drop";
  return readPositions(s, s.phrase(from, "tasks|numbers|items") || from)?.to === end;
}

function asked(
  s: Sentence,
  intent: Meaning["intent"],
  text: string,
  choices: readonly string[] = [],
): Meaning {
  s.ask(text, choices);
  const target = intent === "stop" ? ({ kind: "it" } as const) : null;
  return whole(s, meaning({ intent, target }));
}

function whole(s: Sentence, meant: Meaning): Meaning {
  s.take("command", 0, s.end);
  return meant;
}
