import { type Meaning, meaning } from "./meaning.ts";
import type { Now } from "./moment.ts";
import { takeScope } from "./scope.ts";
import type { Sentence } from "./sentence.ts";
import { takeTarget } from "./target.ts";

/** A command about what stands between these tokens; "it" when nothing does. */
export function about(
  s: Sentence,
  intent: Meaning["intent"],
  from: number,
  to: number,
  now: Now,
): Meaning {
  const scope = takeScope(s, from, to) ?? next(s, intent, from);
  if (scope && takeScope(s, from, to)) {
    s.ask("How much of it is it to be?", [
      "only this one",
      "this and all following",
      "just the template",
    ]);
  }
  s.take("command", 0, from);
  const target = takeTarget(s, from, to, now) ?? ({ kind: "it" } as const);
  s.take("command", from, s.end);
  return meaning({ intent, target, scope });
}

/** "skip the next standup" is about one of them. */
function next(s: Sentence, intent: Meaning["intent"], from: number): Meaning["scope"] {
  if (intent !== "skip") return null;
  const to =
    s.phrase(from, "the|my? next|coming") ||
    s.phrase(from, "this|the|next? week's|today's|tomorrow's");
  if (to) s.take("command", from, to);
  return to ? "this" : null;
}
