import type { Parsed } from "../../shared/contracts/api/parsed.ts";
import type { Command } from "./command.ts";
import { dueWords } from "./dates.ts";
import { createPlan } from "./decide-create.ts";
import { editPlan } from "./decide-edit.ts";
import { completePlan, deletePlan, reopenPlan } from "./decide-many.ts";
import { reschedulePlan } from "./decide-move.ts";
import { repeatPlan } from "./decide-recurring.ts";
import { dismissPlan, remindPlan, snoozePlan } from "./decide-remind.ts";
import type { Found } from "./find.ts";
import { lineOf, listPlan, numbered } from "./listing.ts";
import { fitness, partlyFits } from "./match.ts";
import { type Around, askFirst, type Plan, perform, say, step, thingOf } from "./plan.ts";
import { nextDates } from "./task-words.ts";
import { joined, quoted, texts } from "./texts.ts";

/** What follows from a command and what was found for it. Pure. */
export function decide(command: Command, found: Found, around: Around): Plan {
  const { parsed, said } = command;
  if (parsed.question && !isNotUnderstood(parsed)) return questionPlan(command, around);
  switch (parsed.intent) {
    case "create":
      return createPlan(parsed, around);
    case "list":
    case "search":
      return listPlan(parsed, found, around);
    case "undo":
      return perform(step("undo", "", {}));
    case "help":
      return say(texts.help);
    case "greet":
      return say(greeting(said));
    case "unknown":
    case "confirm":
    case "refuse":
      return say(texts.unknown);
    default: {
      const sure = sureOf(command, found);
      return (
        missing(command, sure, around) ??
        which(command, sure, around) ??
        withGone(onSubjects(command, sure, around), sure)
      );
    }
  }
}

/** What the parser asks; when it repeats, with the dates that were understood. */
function questionPlan({ parsed, said, at }: Command, around: Around): Plan {
  const { question, recurrence } = parsed;
  if (!question) return say(texts.unknown);
  const { text, choices } = question;
  const rule = recurrence
    ? `${capital(recurrence.in_words)}.${nextDates(recurrence, around)} `
    : "";
  const reply = `${rule}${text}`;
  const open = { kind: "more" as const, said, at };
  return { steps: [], reply, asked: { text: reply, choices: [...choices], open } };
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Neither a task nor a command: then what can be said is better than a question. */
const isNotUnderstood = ({ intent, question }: Parsed): boolean =>
  intent === "unknown" && question?.choices.at(-1) === "help";

/** Where the words may name a new task, a part of a title is no task of that name. */
function sureOf({ parsed, chosen }: Command, found: Found): Found {
  const { title, target } = parsed;
  if (chosen || title === null || target?.kind !== "words") return found;
  const subjects = found.subjects.filter((one) => fitness(target.text, one.title) >= partlyFits);
  return { ...found, subjects };
}

function greeting(said: string): string {
  if (/\b(thank|thanks|thx|cheers)\b/i.test(said)) return texts.welcome;
  if (/\b(?:who|what)\b|(?<!how )\bare you\b/i.test(said)) return texts.self;
  return /\b(bye|goodbye|night)\b/i.test(said) ? texts.bye : texts.greet;
}

/** Of several that were named, those that are gone are told beside what becomes of the others. */
function withGone(plan: Plan, { gone }: Found): Plan {
  if (gone.length === 0) return plan;
  const reply = `${goneText(gone)}\n${plan.reply}`.trim();
  return { ...plan, reply };
}

function goneText(gone: Found["gone"]): string {
  const names = joined(gone.map(({ title }) => quoted(title)));
  return `${names} ${gone.length === 1 ? "is" : "are"} not there any more.`;
}

function onSubjects(command: Command, { subjects, total }: Found, around: Around): Plan {
  const { parsed } = command;
  const [one] = subjects;
  if (!one) return say(texts.unknown);
  switch (parsed.intent) {
    case "complete":
      return completePlan(parsed, subjects, total, around);
    case "reopen":
      return reopenPlan(subjects);
    case "delete":
      return deletePlan(parsed, subjects, total, around);
    case "edit":
      return editPlan(command, subjects, around);
    case "reschedule":
      return reschedulePlan(command, subjects, around);
    case "remind":
      return remindPlan(command, subjects, around);
    case "snooze":
      return snoozePlan(parsed, subjects, around);
    case "dismiss":
      return dismissPlan(parsed, subjects, around);
    case "pause":
    case "resume":
    case "skip":
    case "stop":
      return repeatPlan(parsed.intent, parsed, subjects, around);
    case "choose":
      return say(
        `${lineOf(one, around)}. What shall I do with it? For example: done, move it to Friday, delete it.`,
        {
          it: thingOf(one),
        },
      );
    case "create":
    case "list":
    case "search":
    case "undo":
    case "help":
    case "greet":
    case "unknown":
    case "confirm":
    case "refuse":
      return say(texts.unknown);
    default:
      return parsed.intent satisfies never;
  }
}

/** Nothing fits, or it is gone: never a reason to make something without being asked to. */
function missing({ parsed }: Command, { subjects, gone }: Found, around: Around): Plan | undefined {
  if (subjects.length > 0) return undefined;
  if (gone.length > 0) {
    return say(`${goneText(gone)} Say "list my tasks" to see what is.`, { it: null });
  }
  const { intent, target } = parsed;
  if (target?.kind !== "words") return say("There is no such task, so nothing was changed.");
  const kind = intent === "reopen" ? "completed task" : "open task";
  if (parsed.title !== null) return perhapsNew(parsed, parsed.title, target.text, around);
  const add = intent === "reopen" ? "" : `, or "add ${target.text}" to make it`;
  return say(
    `I found no ${kind} like ${quoted(target.text)}, so nothing was changed. ` +
      `Say "search ${target.text}" to look everywhere${add}.`,
  );
}

/** "laundry done" and "remind me about the party at 11" name a task, or what is to be one. */
function perhapsNew(parsed: Parsed, title: string, words: string, around: Around): Plan {
  const reminders = parsed.due ? [{ minutes_before: 0 }] : [];
  const { steps } = createPlan({ ...parsed, title, reminders }, around);
  const due = parsed.due?.all_day ? parsed.due.local : parsed.due?.at;
  const when = due === undefined ? "" : `, and remind you ${dueWords(due, around)}`;
  return askFirst(
    `I found no open task like ${quoted(words)}. Add ${quoted(title)} as a new one${when}? (yes or no)`,
    steps,
  );
}

/** More would not be read. */
const choicesMax = 9;

/** Several fit the words: which one is the person's to say. */
function which(
  { parsed, said, at, chosen }: Command,
  { subjects }: Found,
  around: Around,
): Plan | undefined {
  if (chosen || parsed.target?.kind !== "words" || subjects.length < 2) return undefined;
  const shown = subjects.slice(0, choicesMax);
  const list = numbered("Which one do you mean?", shown, around);
  const things = shown.flatMap((one) => thingOf(one) ?? []);
  const choices = things.map((_, index) => String(index + 1));
  return {
    ...list,
    asked: { text: list.reply, choices, open: { kind: "which", said, at, things } },
  };
}
