import { create, takeDetails } from "./create.ts";
import { type Meaning, meaning } from "./meaning.ts";
import type { Now } from "./moment.ts";
import { morningOf, remindersOf } from "./reminders.ts";
import { Sentence } from "./sentence.ts";
import type { Command } from "./state-commands.ts";
import { takeTarget } from "./target.ts";

const heads = [
  "please? remind|notify|alert|ping me",
  "set|create|add|make a|an|me? reminder|reminders|alarm|alert",
  "reminder|reminders",
];

/**
 * "remind me to call mom at 5pm" is a new task; "remind me 15 minutes before" is about one that
 * exists.
 */
export const remind: Command = (s, i, now) => {
  const nag = s.phrase(i, "keep|go on? reminding|nagging me") || s.phrase(i, "nag me");
  if (nag) return existing(s, i, { ...now, isReminder: true });
  if (s.phrase(i, "reminder to self")) return undefined;
  const to = Math.max(...heads.map((pattern) => s.phrase(i, pattern)));
  if (to <= 0 || (s.word(to - 1) === "reminder" && to >= s.end)) return undefined;
  const moment: Now = { ...now, isReminder: true };
  const said = probe(s, to, moment);
  const isExisting = !said.hasDate && said.hasBefore;
  const isKnown = said.hasDate && (!said.hasTitle || isAboutTask(s, to, said));
  if (isExisting || isKnown) return existing(s, to, moment);
  s.take("command", 0, s.phrase(to, ":|to|that|about|of|for") || to);
  takeJoint(s, to);
  return create(s, to, true, moment);
};

/** What the rest says, found out on a copy, because it decides how it is read. */
function probe(s: Sentence, i: number, now: Now) {
  const copy = new Sentence(s.text);
  copy.take("command", 0, i);
  takeJoint(copy, i);
  const { due, recurrence, said, tags, priority } = takeDetails(copy, i, true, now);
  const hasTitle = copy.tokens.some(
    (token, at) => copy.isFree(at) && token.kind !== "mark" && !isJoint(copy.word(at)),
  );
  const dated = copy.tokens.some(
    (_, at) => copy.kindOf(at) === "due" || copy.kindOf(at) === "recurrence",
  );
  const hasBefore = said.reminders.length > 0 || said.nagMinutes !== undefined;
  const about = copy.tokens.some(
    (_, at) => copy.word(at) === "about" && copy.kindOf(at - 1) === "due",
  );
  const repeats = copy.tokens.some((_, at) => copy.kindOf(at) === "recurrence");
  const isPlain = !hasBefore && !repeats && tags.length === 0 && priority === null;
  return {
    hasDate: due !== null || recurrence !== null || dated,
    hasBefore,
    hasTitle,
    isPlain,
    about,
  };
}

/** "remind me about the party at 11:00": a task that is there, or a new one. */
function isAboutTask(s: Sentence, to: number, { isPlain, about }: ReturnType<typeof probe>) {
  return isPlain && s.phrase(to - 1, "me") > 0 && (s.phrase(to, "about|of") > 0 || about);
}

const isJoint = (word: string) => /^(?:to|that|about|of|for|the|please|it|this)$/.test(word);

/** The first "to" or "about" that stands behind a date: "at 5pm to call mom". */
function takeJoint(s: Sentence, i: number): void {
  if (/^(?:to|that|about|of|for)$/.test(s.word(i))) s.take("command", i, i + 1);
  if (s.kindOf(i) !== undefined && /^(?:to|that|about|of|for)$/.test(s.tokens[i]?.word ?? ""))
    return;
  for (let at = i + 1; at < s.end; at += 1) {
    if (s.word(at) !== "to" || s.word(at - 1) === "next") continue;
    const before = s.tokens.slice(i, at).map(({ word }) => word);
    if (
      before.some((word) =>
        /\d|day|week|month|tomorrow|today|tonight|morning|hour|minute|noon/.test(word),
      )
    )
      s.take("command", at, at + 1);
    return;
  }
}

function existing(s: Sentence, to: number, now: Now): Meaning {
  s.take("command", 0, to);
  const { due, recurrence, said } = takeDetails(s, to, true, now);
  if (recurrence) s.ask("What am I to remind you of?");
  const about = { due: due ?? undefined, recurrence: recurrence ?? undefined, isElsewhere: true };
  const own = said.reminders.length > 0 || said.nagMinutes !== undefined;
  const at = due && (due.all_day ? morningOf(due, now) : due.at);
  if (at && !own && Date.parse(at) <= now.nowMs)
    s.ask("Reminder time must be in the future. When am I to remind you?");
  const reminders = s.question ? [] : own || !at ? remindersOf(s, said, about, now) : [{ at }];
  const rest = s.tokens
    .map((_, i) => i)
    .filter((i) => i >= to && s.isFree(i) && !/^(?:to|about|of|for|,|please)$/.test(s.word(i)));
  const [first = to] = rest;
  const last = rest.at(-1);
  if (last !== undefined && last - first + 1 !== rest.length) {
    s.ask("What am I to remind you of, and when?");
  }
  const title = last === undefined ? null : s.slice(first, last + 1);
  const target =
    (last === undefined ? undefined : takeTarget(s, first, last + 1, now)) ??
    ({ kind: "it" } as const);
  s.take("command", to, s.end);
  const isNew = target.kind === "words" && due !== null && !own;
  const perhaps = isNew ? { title, due } : {};
  return meaning({ intent: "remind", target, reminders, recurrence, ...perhaps });
}
