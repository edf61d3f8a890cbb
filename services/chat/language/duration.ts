import type { Read, Sentence } from "./sentence.ts";
import { numberOf, type Unit, unitOf } from "./vocabulary.ts";

/** A length of time in its own unit; a day is no 24 hours where the clock is changed. */
export interface Duration {
  readonly count: number;
  readonly unit: Unit;
}

/** Reads "15 minutes", "an hour", "2h", "half an hour", "1.5 hours", "a couple of days". */
export function readDuration(s: Sentence, i: number): Read<Duration> | undefined {
  const half = s.phrase(i, "half a|an hour");
  if (half) return { value: { count: 30, unit: "minute" }, to: half };
  const joined = /^(\d{1,4}(?:\.\d)?)-?([a-z]+)$/.exec(s.word(i));
  if (joined) {
    const unit = unitOf(joined[2] ?? "", true);
    return unit && whole(Number(joined[1]), unit, i + 1);
  }
  const couple = s.phrase(i, "a couple of?");
  const afterNumber = couple || i + 1;
  const count = couple ? 2 : countOf(s.word(i));
  const unit = count === undefined ? undefined : unitOf(s.word(afterNumber), couple === 0);
  if (count === undefined || unit === undefined) return undefined;
  const andHalf = unit === "hour" ? s.phrase(afterNumber + 1, "and a half") : 0;
  return andHalf ? whole(count + 0.5, unit, andHalf) : whole(count, unit, afterNumber + 1);
}

/** In minutes; undefined for months and longer, which have no fixed length. */
export function minutesOf({ count, unit }: Duration): number | undefined {
  switch (unit) {
    case "minute":
      return count;
    case "hour":
      return count * 60;
    case "day":
      return count * 60 * 24;
    case "week":
      return count * 60 * 24 * 7;
    default:
      return undefined;
  }
}

function countOf(word: string): number | undefined {
  if (word === "a" || word === "an" || word === "one") return 1;
  return /^\d{1,3}\.\d$/.test(word) ? Number(word) : numberOf(word);
}

/** Hours may be said in halves; halves of anything else are not understood. */
function whole(count: number, unit: Unit, to: number): Read<Duration> | undefined {
  if (Number.isInteger(count)) return { value: { count, unit }, to };
  const minutes = count * 60;
  if (unit !== "hour" || !Number.isInteger(minutes)) return undefined;
  return { value: { count: minutes, unit: "minute" }, to };
}
