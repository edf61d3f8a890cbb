import type { Target } from "../../shared/contracts/api/parsed.ts";
import { takeFilter } from "./filter.ts";
import type { Now } from "./moment.ts";
import { readPositions } from "./positions.ts";
import type { Sentence } from "./sentence.ts";

const noun = /^(?:task|tasks|todo|reminder|reminders|recurrence|series|item|template|alarm)$/;

/** Takes the words between these tokens as what a command is about; undefined without any. */
export function takeTarget(s: Sentence, from: number, to: number, now: Now): Target | undefined {
  let [start, end] = [from, to];
  while (end > start && (!s.isFree(end - 1) || /^(?:[.,!?:;]|please)$/.test(s.word(end - 1))))
    end -= 1;
  while (start < end && (!s.isFree(start) || /^[:,]$/.test(s.word(start)))) start += 1;
  if (start >= end) return undefined;
  const target = read(s, start, end, now);
  s.take("command", from, to);
  return target;
}

function read(s: Sentence, start: number, end: number, now: Now): Target | undefined {
  const it = s.phrase(start, "it|that|this|them|these|those task|one|reminder|ones|tasks?");
  if (it === end) return { kind: "it" };
  const positions = readPositions(s, s.phrase(start, "tasks|numbers|items") || start);
  if (positions?.to === end) return { kind: "position", positions: positions.value };
  return all(s, start, end, now) ?? words(s, start, end);
}

/** "all completed tasks", "everything tagged work", "my overdue tasks", "every task". */
function all(s: Sentence, start: number, end: number, now: Now): Target | undefined {
  const isAll = s.phrase(start, "all|everything|every|each") > 0;
  const last = s.word(end - 1);
  const isPlural = /^(?:tasks|todos|reminders|items|things)$/.test(last) && end > start + 1;
  if (!isAll && !isPlural) return undefined;
  const { filter, rest } = takeFilter(s, start, end, now);
  const text = rest.replace(/^(?:all|every|each|everything)\s*/i, "");
  if (!isAll && Object.keys(filter).length === 0) return undefined;
  return { kind: "all", filter: text === "" ? filter : { ...filter, text } };
}

function words(s: Sentence, start: number, end: number): Target | undefined {
  let [from, to] = [start, end];
  const lead =
    s.phrase(from, "the|my|a|an|this|that? task|reminder|item called|named|for|about|:?") ||
    s.phrase(from, "the|my|this|that|our");
  // "the reminder" names nothing.
  if (lead === to && noun.test(s.word(to - 1))) return { kind: "it" };
  if (lead > 0 && lead < to) from = lead;
  if (to - from > 1 && noun.test(s.word(to - 1))) to -= 1;
  if (to - from > 1 && s.word(to - 1) === "recurring") to -= 1;
  if (to - from === 1 && noun.test(s.word(from))) return { kind: "it" };
  const text = s.slice(from, to).replace(/\s+/g, " ");
  const quoted = /^["“«`'‘](.*)["”»`'’]$/u.exec(text)?.[1];
  return text === "" ? undefined : { kind: "words", text: quoted ?? text };
}
