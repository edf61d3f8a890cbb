import type { Due, ParsedRecurrence } from "../../shared/contracts/api/parsed.ts";
import { parseLocal } from "../../shared/recurrence/local-time.ts";
import { oneDue, takeWhens } from "./due.ts";
import { takePriority, takeTags } from "./marks.ts";
import { type Meaning, meaning } from "./meaning.ts";
import { dueOf, type Now } from "./moment.ts";
import { takeRecurrence } from "./recurrence.ts";
import { type SaidReminders, takeReminders } from "./reminder-words.ts";
import { remindersOf } from "./reminders.ts";
import type { Draft } from "./rule-draft.ts";
import { finished } from "./rule-finish.ts";
import type { Sentence } from "./sentence.ts";
import { takeTitle } from "./title.ts";

/** Everything about a task but its title, as far as it is said between a place and the end. */
export interface Details {
  readonly due: Due | null;
  readonly recurrence: ParsedRecurrence | null;
  readonly said: SaidReminders;
  readonly priority: Meaning["priority"];
  readonly tags: readonly string[];
}

/** Reads and takes all details of a task from token `i` on, in the order in which they are sure. */
export function takeDetails(s: Sentence, i: number, isReminder: boolean, now: Now): Details {
  const tags = takeTags(s, i);
  const priority = takePriority(s, i) ?? null;
  const said = takeReminders(s, i, isReminder, now);
  const draft = takeRecurrence(s, i, now);
  const whens = takeWhens(s, i, now);
  if (!draft) return { tags, priority, said, recurrence: null, due: oneDue(s, whens, now) ?? null };
  for (const { value, to } of whens) {
    if (value.day?.day !== undefined) startOn(s, draft, value.day.day, now);
    if (value.time) draft.times.push({ time: value.time, from: value.from, to });
    if (value.part) draft.part = value.part;
  }
  const recurrence = finished(s, draft, now) ?? null;
  return { tags, priority, said, recurrence, due: recurrence && firstOf(recurrence, now) };
}

/** A new task: what was not understood as something else is its title. */
export function create(s: Sentence, i: number, isReminder: boolean, now: Now): Meaning {
  const description = takeDescription(s, i);
  const details = takeDetails(s, i, isReminder, now);
  const { due, recurrence, priority, tags } = details;
  const title = takeTitle(s, i);
  if (title === null) s.ask("What is to be done?");
  const isSilent = details.said.reminders.length === 0 && details.said.nagMinutes === undefined;
  const said: SaidReminders =
    isReminder && isSilent ? { reminders: [{ kind: "before", minutes: 0 }] } : details.said;
  const about = { due: due ?? undefined, recurrence: recurrence ?? undefined, isElsewhere: false };
  const reminders = s.question ? [] : remindersOf(s, said, about, now);
  return meaning({
    intent: "create",
    title,
    description,
    due,
    recurrence,
    reminders,
    priority,
    tags,
  });
}

function startOn(s: Sentence, draft: Draft, day: number, now: Now): void {
  if (draft.startDay !== undefined && draft.startDay !== day) s.ask("On which day is it to start?");
  if (day < now.here.day) s.ask("That day has passed. When is it to start?");
  draft.startDay = day;
}

function firstOf(recurrence: ParsedRecurrence, { timezone }: Now): Due | null {
  const first = parseLocal(recurrence.next[0] ?? recurrence.dtstart);
  if (!first) return null;
  return dueOf(first.day, first.kind === "date" ? undefined : first.secondOfDay, timezone);
}

/** "description: ..." or "notes: ..." to the end. */
function takeDescription(s: Sentence, i: number): string | null {
  for (let at = i + 1; at < s.end; at += 1) {
    const to = s.phrase(at, "description|notes|note :");
    if (to === 0) continue;
    const text = s.slice(to, s.end);
    s.take("command", at, s.end);
    return text === "" ? null : text;
  }
  return null;
}
