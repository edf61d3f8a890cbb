import type { Filter, Intent, Target } from "../../shared/contracts/api/parsed.ts";
import type { Command } from "./command.ts";
import { namesNothing } from "./match.ts";
import type { Memory, Thing } from "./memory.ts";
import { type Plan, say } from "./plan.ts";

/** "open-first": a completed one only when no open one fits. */
export type WordsStatus = "open" | "completed" | "open-first";

/** What must be known before a command can be decided. */
export type Lookup =
  | { readonly kind: "none" }
  /** These, by their ids; a template stands for its next open task when that is what is meant. */
  | { readonly kind: "things"; readonly things: readonly Thing[]; readonly next: boolean }
  /** Whatever these words name. */
  | { readonly kind: "words"; readonly text: string; readonly status: WordsStatus }
  | {
      readonly kind: "list";
      readonly filter: Filter;
      readonly status: "open" | "completed" | "any";
      /** How many pages of tasks are read. */
      readonly pagesMax: number;
    };

/** What is listed is counted to its end: 1,000 tasks, more than anybody scrolls through. */
const listedPagesMax = 5;
/** What is changed at once is confirmed by its titles: a page has more than a sentence takes. */
const changedPagesMax = 1;

/** What a command is about, or what to say when it is about nothing that can be found. */
export function lookupOf(
  { parsed, chosen }: Command,
  memory: Pick<Memory, "shown" | "it">,
): Lookup | Plan {
  const { intent, filter } = parsed;
  if (chosen) return { kind: "things", things: chosen, next: isAboutOneDate(intent) };
  switch (intent) {
    case "list":
      return { kind: "list", filter: filter ?? {}, status: "open", pagesMax: listedPagesMax };
    case "search":
      return { kind: "list", filter: filter ?? {}, status: "any", pagesMax: listedPagesMax };
    case "complete":
    case "reopen":
    case "edit":
    case "reschedule":
    case "delete":
    case "remind":
    case "snooze":
    case "dismiss":
    case "pause":
    case "resume":
    case "stop":
    case "skip":
    case "choose":
      return ofTarget(intent, parsed.target ?? { kind: "it" }, memory);
    case "create":
    case "undo":
    case "help":
    case "greet":
    case "confirm":
    case "refuse":
    case "unknown":
      return { kind: "none" };
    default:
      return intent satisfies never;
  }
}

function ofTarget(
  intent: Intent,
  target: Target,
  { shown, it }: Pick<Memory, "shown" | "it">,
): Lookup | Plan {
  switch (target.kind) {
    case "it":
      return it ? { kind: "things", things: [it], next: isAboutOneDate(intent) } : say(whichTask);
    case "position":
      return atPositions(target.positions, shown, isAboutOneDate(intent));
    case "words":
      if (namesNothing(target.text)) return ofTarget(intent, { kind: "it" }, { shown, it });
      return {
        kind: "words",
        text: target.text,
        status: wordsStatus(intent),
      };
    case "all": {
      if (isAboutRules(intent)) {
        const filter = { ...target.filter, repeating: true } as const;
        return { kind: "list", filter, status: "any", pagesMax: changedPagesMax };
      }
      const status = intent === "reopen" ? "completed" : intent === "delete" ? "any" : "open";
      return { kind: "list", filter: target.filter, status, pagesMax: changedPagesMax };
    }
    default:
      return target satisfies never;
  }
}

/** What repeats is not done, snoozed or dismissed as a whole. */
const isAboutOneDate = (intent: Intent): boolean =>
  intent === "complete" || intent === "snooze" || intent === "dismiss";

const isAboutRules = (intent: Intent): boolean =>
  intent === "pause" || intent === "resume" || intent === "skip" || intent === "stop";

function wordsStatus(intent: Intent): WordsStatus {
  if (intent === "reopen") return "completed";
  return intent === "complete" || intent === "delete" || intent === "edit" ? "open-first" : "open";
}

const whichTask =
  'Which task do you mean? Say some words of its title, or "list my tasks" and then its number.';

function atPositions(
  positions: readonly number[],
  shown: readonly Thing[],
  next: boolean,
): Lookup | Plan {
  if (shown.length === 0) {
    return say(
      'I have not listed anything yet. Say "list my tasks", then for example "the second one".',
    );
  }
  const named = positions.map((one) => shown.at(one > 0 ? one - 1 : one));
  const known = named.filter((one) => one !== undefined);
  const wrong = positions.filter((_, index) => named[index] === undefined);
  if (wrong.length > 0) {
    const range = shown.length === 1 ? "only number 1" : `numbers 1 to ${shown.length}`;
    return say(`There is no number ${wrong.join(" or ")}: the last list has ${range}.`);
  }
  const things = known.filter((one, index) => known.indexOf(one) === index);
  return { kind: "things", things, next };
}
