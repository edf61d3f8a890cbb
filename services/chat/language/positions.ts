import type { Read, Sentence } from "./sentence.ts";
import { numberOf, ordinalOf } from "./vocabulary.ts";

/** No list that is shown is longer. */
const positionMax = 100;

/** Reads places in a list: "1 and 3", "the second one", "#2", "the first two"; -1 is the last. */
export function readPositions(s: Sentence, i: number): Read<readonly number[]> | undefined {
  const first = s.phrase(i, "the? first two|2") ? 2 : s.phrase(i, "the? first three|3") ? 3 : 0;
  if (first > 0) {
    const to = s.phrase(i, "the? first two|2|three|3 ones|tasks|items?") || i + 2;
    return { value: first === 2 ? [1, 2] : [1, 2, 3], to };
  }
  const both = s.phrase(i, "both of? them?");
  if (both) return { value: [1, 2], to: both };
  const values: number[] = [];
  let to = 0;
  for (let at = i; at > 0 || at === i; ) {
    const one = place(s, at);
    if (!one) break;
    values.push(one.value);
    to = one.to;
    at = s.phrase(to, ", and|&?") || s.phrase(to, "and|&|or");
    if (at === 0) break;
  }
  return to > 0 ? { value: values, to } : undefined;
}

function place(s: Sentence, i: number): Read<number> | undefined {
  const named = s.phrase(i, "the? number|no|task|option|item|#|nr #?");
  const at = named || s.phrase(i, "the") || i;
  const word = s.word(at);
  const ordinal = ordinalOf(word);
  const plain = /^\d{1,3}$/.test(word) || named > 0 ? numberOf(word) : undefined;
  const value = ordinal ?? plain;
  if (value === undefined || value === 0 || value > positionMax) return undefined;
  const to = s.phrase(at + 1, "one|task|item|option") || at + 1;
  // "2 liters" is an amount, "the last report" a name.
  return { value, to };
}
