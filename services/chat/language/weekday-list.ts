import type { Read, Sentence } from "./sentence.ts";
import { pluralWeekdays, weekdays } from "./vocabulary.ts";

const workdays = [0, 1, 2, 3, 4];
const weekend = [5, 6];

/**
 * Reads the weekdays (0 is Monday) of "mon, wed and fri", "monday through thursday", "weekends".
 * The list ends where something else follows.
 */
export function readWeekdays(s: Sentence, i: number): Read<readonly number[]> | undefined {
  const first = item(s, i);
  if (!first) return undefined;
  const days = new Set(first.value);
  let { to } = first;
  for (let next = separator(s, to); ; next = separator(s, to)) {
    // "mon wed fri" needs no comma.
    const one = item(s, next || to);
    if (!one) break;
    for (const day of one.value) days.add(day);
    to = one.to;
  }
  return { value: [...days].sort((a, b) => a - b), to };
}

/** Whether the list is made of plurals ("mondays and fridays"), which repeat by themselves. */
export function isPluralDay(word: string): boolean {
  return (
    pluralWeekdays.has(word) || word === "weekdays" || word === "weekends" || word === "workdays"
  );
}

function separator(s: Sentence, i: number): number {
  return s.phrase(i, ", and|&? every|each|on?") || s.phrase(i, "and|&|/|+ every|each|on?");
}

function item(s: Sentence, i: number): Read<readonly number[]> | undefined {
  const work =
    s.phrase(i, "working|business|work|week day|days") ||
    s.phrase(i, "weekday|weekdays|workday|workdays");
  if (work) return { value: workdays, to: work };
  const free = s.phrase(i, "weekend|weekends");
  if (free) return { value: weekend, to: free };
  const first = dayWord(s, i);
  if (first === undefined) return undefined;
  const behind = s.phrase(i + 1, "through|thru|to|till|until|-|–");
  const last = behind ? dayWord(s, behind) : undefined;
  if (last === undefined) return { value: [first], to: i + 1 };
  const length = ((last - first + 7) % 7) + 1;
  return { value: Array.from({ length }, (_, n) => (first + n) % 7), to: behind + 1 };
}

function dayWord(s: Sentence, i: number): number | undefined {
  return weekdays.get(s.word(i)) ?? pluralWeekdays.get(s.word(i));
}
