import { type Meaning, meaning } from "./meaning.ts";
import { readPositions } from "./positions.ts";
import { takeScope } from "./scope.ts";
import type { Sentence } from "./sentence.ts";

const phrases: readonly (readonly [intent: Meaning["intent"], patterns: readonly string[]])[] = [
  [
    "confirm",
    [
      "yes|yep|yeah|yup|y|sure|ok|okay|confirm|confirmed|correct|absolutely|definitely please?",
      "yes|ok|okay|sure ,? please|do|go it|ahead?",
      "do it",
      "go ahead",
      "yes|sure , delete|do|complete|move them|it|all?",
      "that's|thats right|correct|fine",
      "sounds good",
    ],
  ],
  [
    "refuse",
    [
      "no|nope|nah|n|cancel|nevermind|don't|dont thanks|please?",
      "no ,? thanks|thank you?",
      "never mind",
      "forget it|about it?",
      "not now",
      "leave it",
      "don't|dont do it|that",
      "cancel that|it",
    ],
  ],
  [
    "undo",
    [
      "undo that|it|this?",
      "undo the? last|previous change|command|action|one?",
      "undo last",
      "take it|that back",
      "revert that|it?",
    ],
  ],
  [
    "help",
    [
      "help me?",
      "?",
      "what can you do",
      "what can i say|do|ask",
      "can|could|would|will you please? help me?",
      "how does this|it|nudge work",
      "what does this|it|nudge do",
      "how do i use this|you",
      "commands",
      "show|list commands|help",
    ],
  ],
  [
    "greet",
    [
      "hi|hello|hey|hiya|howdy|yo there|nudge|again?",
      "good morning|afternoon|evening|night nudge?",
      "thanks|thank|thx|cheers you|nudge? so|very? much?",
      "bye|goodbye",
      "how are you",
      "who|what are you",
      "who|what is|are nudge",
      "what's|what is? your name",
      "are you a|an? bot|chatbot|robot|human|person|ai|machine|real",
    ],
  ],
];

/** A whole sentence that answers us, or says nothing about a task. */
export function answer(s: Sentence): Meaning | undefined {
  const end = behindMarks(s);
  const start = s.phrase(0, "hey|hi|hello ,? nudge ,") || 0;
  for (const [intent, patterns] of phrases) {
    for (const pattern of patterns) {
      if (s.phrase(start, pattern) !== end && !(pattern === "?" && s.word(0) === "?")) continue;
      s.take("command", 0, s.end);
      return meaning({ intent });
    }
  }
  return scoped(s, end) ?? chosen(s, end, 0) ?? commented(s, end);
}

/** "no, the second one", "yes, delete them all". */
function commented(s: Sentence, end: number): Meaning | undefined {
  const behind = s.phrase(0, "yes|yeah|ok|okay|sure|no ,");
  if (behind === 0) return undefined;
  const choice = chosen(s, end, behind);
  if (choice || s.word(0) === "no") return choice;
  const them = s.phrase(
    behind,
    "please? delete|do|complete|move|add|mark it|them|that all|please?",
  );
  if (them !== end) return undefined;
  s.take("command", 0, s.end);
  return meaning({ intent: "confirm" });
}

/** "just the template", "only this one". */
function scoped(s: Sentence, end: number): Meaning | undefined {
  const from = s.phrase(0, "just|only|to?") || 0;
  if (s.word(from) === "") return undefined;
  const probe = takeScope(s, from, end, true);
  if (probe === undefined) return undefined;
  s.take("command", 0, s.end);
  return meaning({ intent: "choose", scope: probe });
}

/** "the second one", "1 and 3", "all of them". */
function chosen(s: Sentence, end: number, from: number): Meaning | undefined {
  const all = s.phrase(from, "all of them|those|these?");
  if (all === end || s.phrase(from, "everything|all") === end) {
    s.take("command", 0, s.end);
    return meaning({ intent: "choose", target: { kind: "all", filter: {} } });
  }
  const positions = readPositions(s, s.phrase(from, "just|only|i mean|meant?") || from);
  if (!positions || (s.phrase(positions.to, "please") || positions.to) !== end) return undefined;
  s.take("command", 0, s.end);
  return meaning({ intent: "choose", target: { kind: "position", positions: positions.value } });
}

function behindMarks(s: Sentence): number {
  let end = s.end;
  while (end > 1 && /^[.!?,]$/.test(s.word(end - 1))) end -= 1;
  return end;
}
