import { about } from "./about.ts";
import { readDuration } from "./duration.ts";
import type { Meaning } from "./meaning.ts";
import type { Now } from "./moment.ts";
import type { Read, Sentence } from "./sentence.ts";
import { dueFrom, readWhen, type When } from "./when.ts";

/** "skip gym tomorrow", "pause gym until monday": the date is no part of the name. */
export function repeatedAt(
  s: Sentence,
  intent: Meaning["intent"],
  i: number,
  from: number,
  now: Now,
): Meaning | undefined {
  const end = s.wordsEnd;
  const of = s.phrase(from, "today's|tomorrow's");
  if (intent === "skip" && of) {
    const day = now.here.day + (s.word(from) === "today's" ? 0 : 1);
    return skipped(s, of, end, { value: { from, day: { day }, preposition: false }, to: of }, now);
  }
  for (let at = from; at < end; at += 1) {
    const behind = s.phrase(at, "until|till|from|to") || at;
    const when = readWhen(s, behind, now);
    const length = readDuration(s, s.phrase(at, "for") || at);
    if (when?.to !== end && length?.to !== end) continue;
    if (intent === "skip" && when?.to === end) return skipped(s, from, at, when, now);
    return endless(s, intent, i, { from, at }, now);
  }
  return undefined;
}

function skipped(s: Sentence, from: number, to: number, when: Read<When>, now: Now): Meaning {
  const { from: start, day } = when.value;
  if (day?.day !== undefined && day.day < now.here.day) {
    // Another day is not what was meant, and only the next date can be left out.
    const choice = `skip the next ${s.slice(from, to)}`;
    const said = s.slice(start, when.to);
    s.ask(
      `${said.charAt(0).toUpperCase()}${said.slice(1)} has passed. Is the next one to be skipped?`,
      [choice],
    );
  }
  const due = s.question ? null : (dueFrom(s, when, now) ?? null);
  const meant = about(s, "skip", from, to, now);
  s.take("command", to, s.end);
  return { ...meant, due, scope: "this" };
}

/** Nothing here ends a pause by itself. */
function endless(
  s: Sentence,
  intent: Meaning["intent"],
  i: number,
  { from, at }: { readonly from: number; readonly at: number },
  now: Now,
): Meaning | undefined {
  if (intent !== "pause" && intent !== "resume") return undefined;
  const choices = [s.slice(i, at)];
  s.ask(
    intent === "pause"
      ? 'I cannot end a pause by myself: it lasts until you say "resume". Is it to be paused now?'
      : "I cannot resume on a later day, only now. Is it to go on now?",
    choices,
  );
  const meant = about(s, intent, from, at, now);
  s.take("command", at, s.end);
  return meant;
}
