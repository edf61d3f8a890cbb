import { titleMax } from "../../shared/contracts/entities/task.ts";
import type { Sentence } from "./sentence.ts";

const quoted = /^["“«`'‘„](.*)["”»`'’“]$/u;
const joint = /^(?:[,;:–—-]|and)$/;

/** Takes what nobody understood, between these tokens: the title. Null when nothing is left. */
export function takeTitle(s: Sentence, from: number, to: number = s.end): string | null {
  const free: number[] = [];
  for (let i = from; i < to; i += 1) if (s.isFree(i)) free.push(i);
  trim(s, free);
  const [only, ...others] = free;
  if (only === undefined) return null;
  const pieces: string[] = [];
  let start = only;
  for (const [n, i] of free.entries()) {
    if (free[n + 1] === i + 1) continue;
    pieces.push(s.slice(start, i + 1));
    start = free[n + 1] ?? i;
  }
  for (const i of free) s.take("title", i, i + 1);
  const whole = pieces
    .join(" ")
    .replace(/\s+/g, " ")
    .replace(/ ?\( ?\)/g, "")
    .replace(/ ([,;:.])(?= |$)/g, "$1");
  const isQuoted = others.length === 0 && s.tokens[only]?.kind === "untouchable";
  const title = (isQuoted ? whole.replace(quoted, "$1") : whole).trim();
  if ([...title].length > titleMax)
    s.ask(`A title has at most ${titleMax} characters. What is it to be called?`);
  return title === "" ? null : title;
}

/** Takes away marks and joints at both ends, and one dot. */
function trim(s: Sentence, free: number[]): void {
  for (let i = free[0]; i !== undefined && i > 0 && joint.test(s.word(i)); i = free[0])
    free.shift();
  for (let i = free.at(-1); i !== undefined && isTail(s, i, free); i = free.at(-1)) free.pop();
}

function isTail(s: Sentence, i: number, free: readonly number[]): boolean {
  const word = s.word(i);
  if (free.length < 2) return joint.test(word);
  // A mark behind what was understood belonged to that.
  if (s.kindOf(i - 1) !== undefined && s.isMark(i)) return word !== ")";
  if (i === s.end - 1) return word === "." ? s.word(i - 1) !== "." : word === ",";
  return joint.test(word);
}
