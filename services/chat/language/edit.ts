import type { Change, Target } from "../../shared/contracts/api/parsed.ts";
import { takeDetails } from "./create.ts";
import { anyPriority, takeTags } from "./marks.ts";
import { type Meaning, meaning } from "./meaning.ts";
import { readPositions } from "./positions.ts";
import { takeScope } from "./scope.ts";
import type { Sentence } from "./sentence.ts";
import { type Command, tail } from "./state-commands.ts";
import { takeTarget } from "./target.ts";
import { priorities } from "./vocabulary.ts";

const it = { kind: "it" } as const;

/** "rename X to Y", "change the title of X to Y". */
export const rename: Command = (s, i, now) => {
  const from =
    s.phrase(i, "rename|retitle") || s.phrase(i, "change|set|edit|update the? title|name of");
  if (from === 0) return undefined;
  const said = word(s, from, s.end, "to|as|into");
  // rename it "buy milk"
  const quote = said === 0 && s.end > from + 1 && s.tokens.at(-1)?.kind === "untouchable";
  const to = quote ? s.end - 2 : said;
  const title = to === 0 ? "" : unquoted(s.slice(to + 1, s.end));
  const target = takeTarget(s, from, quote ? to + 1 : to || s.end, now);
  if (title === "") s.ask("What is the new name?");
  if (to) s.take("title", to + 1, s.end);
  return changed(s, target, title === "" ? {} : { title });
};

/** "set the description of X to Y", "add a note to X: Y". */
export const describe: Command = (s, i, now) => {
  const note = s.phrase(i, "add a? note|description to");
  const from = note || s.phrase(i, "change|set|edit|update the? description|note|notes of");
  if (from === 0) return undefined;
  const to = word(s, from, s.end, note ? ":|saying" : "to|:");
  if (to === 0) return undefined;
  const description = unquoted(s.slice(to + 1, s.end));
  return changed(s, takeTarget(s, from, to, now), { description });
};

/** "tag X with home", "add the tag home to X", "remove the tag work from X", "tag X #home". */
export const tagging: Command = (s, i, now) => {
  const pointed = taggingIt(s, i);
  if (pointed) return pointed;
  const adding = s.phrase(i, "add the? tag|tags|label|labels");
  const removing = s.phrase(i, "remove|delete the? tag|tags|label|labels");
  const hash = s.phrase(i, "add") || s.phrase(i, "remove|delete");
  const isHash = s.tokens[hash]?.kind === "tag" && hash > 0;
  const start = adding || removing || (isHash ? hash : 0);
  if (start) {
    const isAdding = s.phrase(i, "add") > 0;
    const to = word(s, start, s.end, isAdding ? "to" : "from");
    if (to === 0) return undefined;
    const tags = names(s, start, to);
    return changed(
      s,
      takeTarget(s, to + 1, s.end, now),
      isAdding ? { add_tags: tags } : { remove_tags: tags },
    );
  }
  const verb = s.phrase(i, "tag|label|untag");
  if (verb === 0) return undefined;
  const isAdding = s.word(verb - 1) !== "untag";
  const hashed = s.tokens.findIndex(({ kind }, at) => at > verb && kind === "tag");
  const to = word(s, verb, s.end, "with|as|from");
  const split = to || Math.max(hashed, 0) || behindPointer(s, verb);
  if (split === 0) return undefined;
  const tags = names(s, to ? to + 1 : split, s.end);
  return changed(
    s,
    takeTarget(s, verb, split, now),
    isAdding ? { add_tags: tags } : { remove_tags: tags },
  );
};

/** "add tag health", "remove the tag work", "add #home": of what the talk is about. */
function taggingIt(s: Sentence, i: number): Meaning | undefined {
  const verb = s.phrase(i, "add|remove");
  const named = s.phrase(i, "add|remove|delete a|the|new? tag|tags");
  const start = named || (s.tokens[verb]?.kind === "tag" ? verb : 0);
  if (start === 0) return undefined;
  const isAdding = s.phrase(i, "add") > 0;
  if (start === s.wordsEnd) {
    s.ask(isAdding ? "Which tag is it to have?" : "Which tag is to go?");
    return changed(s, it, null);
  }
  if (!isList(s, start)) return undefined;
  const tags = names(s, start, s.wordsEnd);
  return changed(s, it, isAdding ? { add_tags: tags } : { remove_tags: tags });
}

/** One word, or several with "and" between them: "tag it buy milk" is no list of tags. */
const isList = (s: Sentence, from: number): boolean =>
  s.tokens.slice(from, s.wordsEnd).every(({ word }, n) => isName(word, n));

/** "tag it home" needs no "with". */
function behindPointer(s: Sentence, i: number): number {
  const to = s.phrase(i, "it|that|this|them") || (readPositions(s, i)?.to ?? 0);
  return to > 0 && to < s.wordsEnd && isList(s, to) ? to : 0;
}

const isName = (word: string, n: number): boolean => (n % 2 === 1) === /^(?:and|,)$/.test(word);

function names(s: Sentence, from: number, to: number): string[] {
  const hashed = takeTags(s, from);
  const plain: string[] = [];
  for (let at = from; at < to; at += 1) {
    const isName =
      s.word(at) !== "" && !s.isMark(at) && !/^(?:and|or|tag|tags|the)$/.test(s.word(at));
    if (isName) plain.push(s.slice(at, at + 1));
    if (isName) s.take("tag", at, at + 1);
  }
  return [...hashed, ...plain];
}

/** "make X urgent", "set the priority of X to high", "change X to low priority". */
export const prioritise: Command = (s, i, now) => {
  const of = s.phrase(i, "change|set|raise|lower|make|update the? priority of|for");
  const start = of || s.phrase(i, "make|set|change|mark|update|prioritise|prioritize");
  if (start === 0) return undefined;
  const level = [...priorities.keys(), "p1", "p2", "p3", "p4"].join("|");
  const at =
    tail(s, start, `to|as|is|at|a? ${level} priority|prio?`) ||
    tail(s, start, `to? priority ${level}`);
  if (at <= start && !(at === start && of)) return undefined;
  const found = s.tokens
    .slice(at)
    .map(({ word: each }) => anyPriority(each))
    .find((each) => each !== undefined);
  const scope = takeScope(s, start, at) ?? null;
  s.take("priority", at, s.end);
  return { ...changed(s, takeTarget(s, start, at, now), null), priority: found ?? null, scope };
};

/** "remove the due date from X", "clear the reminders of X". */
export const clear: Command = (s, i, now) => {
  const verb = s.phrase(i, "remove|clear|delete|drop|cancel|unset the|all|any?");
  if (verb === 0) return undefined;
  const date = s.phrase(verb, "due? date|deadline from|of|for|on");
  if (date) return changed(s, takeTarget(s, date, s.end, now), { clear_due: true });
  const own =
    s.phrase(verb, "its|it's|my? reminders|reminder from|of|on|for it|this|that?") ||
    s.phrase(verb, "its|it's|my? reminders|reminder");
  if (own === s.wordsEnd) {
    s.take("command", 0, s.end);
    return changed(s, it, { clear_reminders: true });
  }
  const bells = s.phrase(verb, "reminders|reminder from|of|for|on|about");
  if (bells) return changed(s, takeTarget(s, bells, s.end, now), { clear_reminders: true });
  const name = verb && tail(s, verb, "due? date|deadline");
  if (name && s.phrase(verb, "it's|its")) return changed(s, it, { clear_due: true });
  const of = tail(s, verb, "reminders");
  if (of > verb && s.word(of - 1).endsWith("'s")) {
    const text = s
      .slice(verb, of)
      .replace(/['’]s$/i, "")
      .replace(/^(?:the|my)\s+/i, "");
    return changed(s, { kind: "words", text }, { clear_reminders: true });
  }
  return undefined;
};

/** "make this task recurring every week", "repeat the report every friday". */
export const repeat: Command = (s, i, now) => {
  const verb = s.phrase(i, "make|repeat|set|change");
  if (verb === 0) return undefined;
  const isRepeat = s.word(verb - 1) === "repeat";
  const at = firstRule(s, verb);
  if (at === 0) return undefined;
  const before = /^(?:recurring|repeat|repeating|recur|to|happen|occur)$/;
  let end = at;
  while (end > verb && before.test(s.word(end - 1))) end -= 1;
  const isSaid =
    isRepeat || /^(?:recurring|repeat|repeating|recur|to|happen|occur)$/.test(s.word(at - 1));
  const isIt = s.phrase(verb, "it|this|that task|one?") === end;
  if (!isSaid && !isIt) return undefined;
  const scope = takeScope(s, verb, end) ?? null;
  const target = takeTarget(s, verb, end, now);
  s.take("command", 0, at);
  const { recurrence, due } = takeDetails(s, at, false, now);
  return { ...changed(s, target, null), recurrence, due, scope };
};

function firstRule(s: Sentence, from: number): number {
  for (let at = from; at < s.end; at += 1) {
    if (s.phrase(at, "every|each|daily|weekly|monthly|yearly|quarterly|fortnightly")) return at;
  }
  return 0;
}

function changed(s: Sentence, target: Target | undefined, change: Change | null): Meaning {
  s.take("command", 0, s.end);
  return meaning({ intent: "edit", target: target ?? { kind: "it" }, change });
}

/** The last of these words between two tokens, or 0. */
function word(s: Sentence, from: number, to: number, words: string): number {
  for (let at = from + 1; at < to; at += 1) if (s.phrase(at, words)) return at;
  return 0;
}

function unquoted(text: string): string {
  return (/^["“«`'‘](.*)["”»`'’]$/u.exec(text)?.[1] ?? text).replace(/\s+/g, " ").trim();
}
