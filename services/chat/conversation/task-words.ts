import type { RecurringTaskAnswer } from "../../shared/contracts/api/recurring-tasks.ts";
import { offsetMs } from "../../shared/contracts/api/reminders.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { dueWords, lengthWords, localWords } from "./dates.ts";
import type { Around } from "./plan.ts";
import { joined, quoted } from "./texts.ts";

/** When a task is due and what sets it apart, after its title. */
export function details(task: Task, around: Around): string {
  const due = task.due_date === null ? [] : [`due ${dueWords(task.due_date, around)}`];
  const priority = task.priority === "medium" ? [] : [`${task.priority} priority`];
  const all = [...due, ...priority, ...task.tags.map((tag) => `#${tag}`)];
  return all.length === 0 ? "" : `, ${all.join(", ")}`;
}

/** When the reminders of a task come. */
export function remindsAt({ reminders }: Task, around: Around): string {
  const all = reminders.map(({ offset, at }) => {
    const before = offset === null || offsetMs(offset) === 0 ? "" : `${offsetWords(offset)}, `;
    return `${before}${dueWords(at, around)}`;
  });
  const nag = reminders.find(({ nag_minutes }) => nag_minutes)?.nag_minutes;
  return all.length === 0 ? "" : ` I'll remind you ${joined(all)}${nagWords(nag)}.`;
}

const nagWords = (minutes: number | null | undefined): string =>
  minutes ? `, and then every ${lengthWords(minutes)} until it is done` : "";

/** How long before each date the reminders of a template come. */
export function remindsEach({
  reminder_offsets,
  recurrence,
  nag_minutes,
}: RecurringTaskAnswer): string {
  if (reminder_offsets.length === 0) return "";
  // A whole day begins, for reminders, at nine.
  const atOnce = recurrence.dtstart.includes("T") ? "at that time" : "at 9:00";
  const words = reminder_offsets.map((one) => (offsetMs(one) === 0 ? atOnce : offsetWords(one)));
  return ` I'll remind you ${joined(words)}${nagWords(nag_minutes)}.`;
}

const offsetWords = (offset: string): string => `${lengthWords(offsetMs(offset) / 60_000)} before`;

/** The moments of all reminders that are still to come. */
export const momentsOf = ({ reminders }: Task, around: Around): string =>
  joined(
    reminders
      .filter(({ status }) => status === "pending")
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
      .map(({ at }) => dueWords(at, around)),
  );

/** "remind me to exercise ..." is answered in the words that were said. */
export function setUp(title: string, said: string): string {
  const at = said.toLowerCase().indexOf(title.toLowerCase());
  const words = at < 0 ? title : said.slice(at, at + title.length);
  return /\bremind me to\b/i.test(said)
    ? `I've set up a recurring reminder to ${words}`
    : `I've set up ${quoted(title)},`;
}

/** The dates to come of what repeats. */
export const nextDates = (
  { next }: { readonly next: readonly string[] },
  around: Around,
): string =>
  next.length === 0 ? "" : ` Next: ${next.map((one) => localWords(one, around)).join(", ")}.`;
