import { about } from "./about.ts";
import type { Sentence } from "./sentence.ts";
import { type Command, hasDate, perhapsNew, tail } from "./state-commands.ts";

const begun = "in-progress|started|begun|underway|ongoing";
const working = [
  "start|begin|starting|started working on",
  "start|begin|continue work on",
  "i'm|im|i've now? started|working on?",
  "i am|have now? started|working on?",
  "i started|began working? on?",
];

/** "mark X as in progress", "X is in progress", "start working on X", "i'm working on X". */
export const progress: Command = (s, i, now) => {
  const marked = s.phrase(i, "mark|set|change|move|put");
  const at = marked ? stateAt(s, marked, "as|to") : stateAt(s, i, "is|are");
  const from = marked || i;
  if (at > from) return { ...about(s, "edit", from, at, now), change: { status: "in_progress" } };
  const to = Math.max(...working.map((pattern) => s.phrase(i, pattern)));
  if (to <= 0 || to >= s.wordsEnd || hasDate(s, to, now)) return undefined;
  const meant = about(s, "edit", to, s.wordsEnd, now);
  return perhapsNew(s, i, { ...meant, change: { status: "in_progress" } });
};

/** Where "as in progress" ends the sentence; only behind "mark" the "as" may be missing. */
function stateAt(s: Sentence, from: number, joint: string): number {
  const missing = s.word(from - 1) === "mark" ? "?" : "";
  return (
    tail(s, from, `${joint}${missing} ${begun}`) || tail(s, from, `${joint}${missing} in progress`)
  );
}
