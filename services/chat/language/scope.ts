import type { Meaning } from "./meaning.ts";
import type { Sentence } from "./sentence.ts";

const patterns: readonly (readonly [scope: NonNullable<Meaning["scope"]>, pattern: string])[] = [
  ["following", "this|it and the|all? following|future|later ones|occurrences|instances|tasks?"],
  ["following", "this|it and everything after"],
  [
    "following",
    "all the? future|following|later|upcoming instances|occurrences|ones|tasks of|for?",
  ],
  ["following", "the? future|following|later instances|occurrences|ones of|for?"],
  ["template", "the? template only|alone?"],
  ["this", "this|that occurrence|instance only|of|for?"],
  ["this", "this|that one only"],
  ["this", "just|only this|that|it one|time|occurrence|instance|week?"],
];
const alone: readonly (readonly [scope: NonNullable<Meaning["scope"]>, pattern: string])[] = [
  ["this", "this|that one|time?"],
  ["following", "all of them from now on"],
];

/**
 * Takes how much of something that repeats a command is about, between these tokens. `whole` asks
 * that nothing else stands there.
 */
export function takeScope(
  s: Sentence,
  from: number,
  end: number,
  whole = false,
): Meaning["scope"] | undefined {
  for (let at = from; at < (whole ? from + 1 : end); at += 1) {
    for (const [scope, pattern] of whole ? [...patterns, ...alone] : patterns) {
      const to = s.phrase(at, pattern);
      if (to === 0 || (whole && to !== end)) continue;
      const lead = /^(?:just|only|,|but)$/;
      let start = at;
      while (start > from && lead.test(s.word(start - 1))) start -= 1;
      s.take("command", start, to);
      return scope;
    }
  }
  return undefined;
}
