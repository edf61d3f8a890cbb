import type { Filter } from "../../shared/contracts/api/parsed.ts";
import { takeFilter } from "./filter.ts";
import { type Meaning, meaning } from "./meaning.ts";
import type { Now } from "./moment.ts";
import { Sentence } from "./sentence.ts";
import type { Command } from "./state-commands.ts";

const heads: readonly (readonly [strength: "sure" | "ask" | "noun", pattern: string])[] = [
  ["sure", "show|list|display me|us? all|my|the?"],
  ["sure", "see|view all|my"],
  ["sure", "what|what's|whats|which"],
  ["sure", "how many"],
  ["sure", "do|have i have|got"],
  ["sure", "is|are there?"],
  ["sure", "when|where is|are|do|does|am"],
  ["sure", "when's|where's"],
  ["noun", "count all? my|the"],
  ["noun", "get|give|tell me? all|my|the?"],
  ["noun", "my|all|any|anything|everything|tasks|todos|agenda|reminders"],
  [
    "noun",
    "overdue|today|today's|tomorrow|tomorrow's|this|next|completed|pending|open|high|urgent|" +
      "recurring|upcoming|low|medium|done",
  ],
];

/** The verb of a list where it was not understood as anything else. */
const spokenHead = /^(?:show|list|display|view|(?:when|where)(?:['’]s)?|count)(?:\s+|$)/i;

/** "what's today", "show my high priority tasks tagged work", "find tasks about milk". */
export const list: Command = (s, i, now) => {
  const search = searched(s, i, now);
  if (search) return search;
  const head = heads.find(([, pattern]) => s.phrase(i, pattern) > 0);
  if (!head) return undefined;
  const behind = s.phrase(
    i,
    "show|list|display|view|see|what|what's|whats|which|how|get|give|tell|" +
      "count|when|when's|where|where's|do|is|are|have",
  );
  if (!isAboutTasks(s, behind || i, behind > 0 && head[0] === "sure", now)) return undefined;
  const isCount = s.phrase(i, "how many") > 0 || s.phrase(i, "count") > 0;
  const { filter: said, rest, isSaid, hasNoun } = takeFilter(s, i, s.end, now);
  const filter: Filter = isCount ? { ...said, show: "count" } : said;
  const words = rest.replace(spokenHead, "");
  if (words === "") return meaning({ intent: "list", filter });
  if (
    head[0] === "sure" &&
    !isSaid &&
    !hasNoun &&
    /^(?:what|whats|what's|which|how|where|do|is)/.test(s.tokens[i]?.word ?? "")
  ) {
    return notUnderstood(s, i);
  }
  return meaning({ intent: "search", filter: { ...filter, text: words } });
};

/** Reads without taking: "today" alone is a list, "today show rehearsal" is a task. */
function isAboutTasks(s: Sentence, i: number, isSure: boolean, now: Now): boolean {
  const probe = new Sentence(s.text);
  const { rest, isSaid, hasNoun } = takeFilter(probe, i, probe.end, now);
  const isQuestion =
    s.word(s.end - 1) === "?" ||
    /^(?:(?:what|when|where)(?:'?s)?|which|how|do|is|are|have)$/.test(s.word(i - 1));
  if (rest === "") return isSaid || hasNoun;
  return isSure && (isQuestion || hasNoun);
}

function searched(s: Sentence, i: number, now: Now): Meaning | undefined {
  const sure = s.phrase(i, "search for|in? my? tasks|todos for?") || s.phrase(i, "search for?");
  const maybe = s.phrase(i, "find|look for?");
  const from = sure || maybe;
  if (from === 0 || from >= s.end) return undefined;
  const probe = takeFilter(new Sentence(s.text), from, s.end, now);
  if (!sure && !probe.hasNoun && !probe.isSaid) {
    if (
      s.phrase(from, "a|an|out|someone|somebody|new|something|time|up|after|into|at") ||
      !s.phrase(i, "find")
    )
      return undefined;
    s.ask("Is that a task to add, or am I to search for it?", [
      `add ${s.slice(i, s.end)}`,
      `search ${s.slice(from, s.end)}`,
    ]);
    return meaning({ intent: "unknown" });
  }
  s.take("command", 0, from);
  const { filter, rest } = takeFilter(s, from, s.end, now);
  return meaning({
    intent: rest === "" ? "list" : "search",
    filter: rest === "" ? filter : { ...filter, text: rest },
  });
}

/** Asks back about a question that is not about tasks: it may be the name of one. */
export function notUnderstood(s: Sentence, i: number): Meaning {
  s.ask("I only know about your tasks. Am I to add that as one?", [
    `add ${s.slice(i, s.end).replace(/[\s.!?,]+$/, "")}`,
  ]);
  return meaning({ intent: "unknown" });
}
