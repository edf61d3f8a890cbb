import type { Change } from "../../shared/contracts/api/parsed.ts";
import { type Duration, readDuration } from "./duration.ts";
import type { Read, Sentence } from "./sentence.ts";

type Shift = NonNullable<Change["shift"]>;

const laterVerbs = "postpone|defer|delay";
const movingVerbs = "move|push|shift|bring|pull|reschedule|set|change|make";
/** Longer moves are typing errors. */
const countMax = 1_000;

/**
 * Reads how far a due date is to move, at the end of the sentence: "back an hour", "by 2 days",
 * "2 days later". What is earlier and what is later is asked where English does not say.
 */
export function readShift(s: Sentence, i: number): Read<Shift> | undefined {
  const isPostponed = s.phrase(i, laterVerbs) > 0 || s.phrase(i, "put") > 0;
  if (!isPostponed && s.phrase(i, movingVerbs) === 0) return undefined;
  for (let at = i + 1; at < s.wordsEnd; at += 1) {
    const marked = s.phrase(at, "back|forward|forwards|up|out|ahead by|for?") || s.phrase(at, "by");
    const from = marked || (isPostponed && s.phrase(at, "for")) || at;
    const length = readDuration(s, from);
    if (!length || length.value.count < 1) continue;
    const to = s.phrase(length.to, "later|earlier|forward|forwards|back|up|out|ahead") || length.to;
    if (to !== s.wordsEnd || !(marked || to > length.to || isPostponed || isIt(s, i, at))) continue;
    const word = marked ? s.word(at) : s.word(to - 1);
    const sign = signOf(s, i, word);
    if (length.value.count > countMax) s.ask("That is too far. To which date is it to be moved?");
    if (sign === undefined) askWhichWay(s, at, s.slice(from, length.to));
    return { value: shiftOf(length.value, sign ?? 1), to: at };
  }
  return undefined;
}

/** "move it 2 days" needs no other word. */
function isIt(s: Sentence, i: number, at: number): boolean {
  return s.phrase(i + 1, "it|that|this") === at;
}

/** "bring forward" is earlier and "push back" is later; of "move forward" nobody is sure. */
function signOf(s: Sentence, i: number, word: string): 1 | -1 | undefined {
  if (word === "earlier" || word === "up") return -1;
  if (word !== "forward" && word !== "forwards" && word !== "ahead") return 1;
  if (s.phrase(i, "bring|pull")) return -1;
  return s.phrase(i, laterVerbs) ? 1 : undefined;
}

function askWhichWay(s: Sentence, at: number, length: string): void {
  s.ask(
    "Is that later, or earlier?",
    ["later", "earlier"].map((way) => s.rewritten(at, s.end, `${length} ${way}`)),
  );
}

function shiftOf({ count, unit }: Duration, sign: 1 | -1): Shift {
  const amount = count * sign;
  switch (unit) {
    case "minute":
      return { minutes: amount };
    case "hour":
      return { minutes: amount * 60 };
    case "day":
      return { days: amount };
    case "week":
      return { days: amount * 7 };
    case "month":
      return { months: amount };
    case "quarter":
      return { months: amount * 3 };
    case "year":
      return { months: amount * 12 };
    default:
      return unit satisfies never;
  }
}
