import { tagLengthMax, tagsMax } from "../../shared/contracts/entities/task.ts";
import type { Sentence } from "./sentence.ts";
import { levelOf, type Priority, priorities } from "./vocabulary.ts";

/** Takes the #tags from token `i` on; the same tag in another case is the same. */
export function takeTags(s: Sentence, i: number): readonly string[] {
  const tags = new Map<string, string>();
  for (let at = i; at < s.end; at += 1) {
    const token = s.tokens[at];
    if (token?.kind !== "tag" || !s.isFree(at)) continue;
    s.take("tag", at, at + 1);
    if (!tags.has(token.word.toLowerCase())) tags.set(token.word.toLowerCase(), token.word);
    if (token.word.length > tagLengthMax)
      s.ask(`A tag has at most ${tagLengthMax} letters. Which one is it to be?`);
  }
  for (const name of namedTags(s, i)) tags.set(name.toLowerCase(), name);
  if (tags.size > tagsMax) s.ask(`A task has at most ${tagsMax} tags. Which ones are to stay?`);
  return [...tags.values()];
}

/** "tagged shopping and home". */
function namedTags(s: Sentence, i: number): string[] {
  const names: string[] = [];
  for (let at = i; at < s.end; at += 1) {
    const behind = s.phrase(at, "tagged with|as?");
    let to = 0;
    for (let next = behind; next > 0 && isName(s, next); next = s.phrase(to, "and|,")) {
      names.push(s.slice(next, next + 1));
      to = next + 1;
    }
    if (to > 0) s.take("tag", at, to);
  }
  return names;
}

function isName(s: Sentence, i: number): boolean {
  return s.word(i) !== "" && !s.isMark(i);
}

/** Takes the priority from token `i` on: p1 to p4, "!high", "urgent:", "high priority". */
export function takePriority(s: Sentence, i: number): Priority | undefined {
  const found = new Set<Priority>();
  for (let at = i; at < s.end; at += 1) {
    const read = priorityAt(s, i, at);
    if (!read) continue;
    s.take("priority", at, read.to);
    found.add(read.value);
    at = read.to - 1;
  }
  const [first, ...others] = found;
  if (others.length > 0) s.ask(`Which priority is it to have: ${[...found].join(" or ")}?`);
  return first;
}

function priorityAt(s: Sentence, start: number, at: number) {
  const word = s.word(at);
  const level = levelOf(word);
  if (level) return { value: level, to: at + 1 };
  const bang = isApart(s, at) ? s.phrase(at, "!") : 0;
  const banged = bang ? (anyPriority(s.word(bang)) ?? levelOf(`p${s.word(bang)}`)) : undefined;
  if (banged) return { value: banged, to: bang + 1 };
  return named(s, start, at);
}

/** "high" or "p2". */
export function anyPriority(word: string): Priority | undefined {
  return priorities.get(word) ?? levelOf(word);
}

/** "!high" begins with a mark of its own; the one of "every! 2 weeks" belongs to "every". */
function isApart(s: Sentence, at: number): boolean {
  const [before, mark, behind] = [s.tokens[at - 1], s.tokens[at], s.tokens[at + 1]];
  return mark !== undefined && before?.to !== mark.from && mark.to === behind?.from;
}

function named(s: Sentence, start: number, at: number) {
  const from = s.phrase(at, "with|at|as a|the?") || at;
  const value = priorities.get(s.word(from));
  const behind = value && s.phrase(from + 1, "priority|prio");
  if (value && behind) return { value, to: behind };
  const labelled = s.phrase(at, "priority|prio :|is|to|=?") || 0;
  const label = labelled ? anyPriority(s.word(labelled)) : undefined;
  if (label) return { value: label, to: labelled + 1 };
  const plain = priorities.get(s.word(at));
  if (!plain) return undefined;
  const colon = at === start ? s.phrase(at + 1, ":") : 0;
  if (colon) return { value: plain, to: colon };
  const alone = ["urgent", "important", "critical"].includes(s.word(at)) && s.word(at - 1) === ",";
  return alone && at + 1 === s.end ? { value: plain, to: at + 1 } : undefined;
}
