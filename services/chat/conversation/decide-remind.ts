import type { Parsed, ParsedReminder } from "../../shared/contracts/api/parsed.ts";
import { remindersMax } from "../../shared/contracts/api/reminders.ts";
import type { Reminder } from "../../shared/contracts/entities/reminder.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import type { Command } from "./command.ts";
import { dueWords } from "./dates.ts";
import { nagOf, offsetOf, reminderInput } from "./decide-create.ts";
import {
  type Around,
  askOptions,
  type Plan,
  perform,
  type Subject,
  say,
  step,
  thingOf,
} from "./plan.ts";
import { followingOf, scopeOptions } from "./scopes.ts";
import type { Step } from "./step.ts";
import { quoted } from "./texts.ts";

/** Snoozed by a word alone. */
const snoozeMinutes = 15;

/** More reminders for tasks that are there. */
export function remindPlan(
  { parsed, said, at }: Command,
  subjects: readonly Subject[],
  around: Around,
): Plan {
  const { reminders, due, scope } = parsed;
  const [subject] = subjects;
  const wanted = reminders.length > 0 ? reminders : due ? [{ at: due.at }] : [];
  if (wanted.length === 0) {
    const text = `When shall I remind you of ${quoted(subject?.title ?? "it")}?`;
    const choices = ["remind me 15 minutes before", "remind me tomorrow at 9:00"];
    return {
      points: subject ? { it: thingOf(subject) } : {},
      steps: [],
      reply: text,
      asked: { text, choices, open: { kind: "more", said, at } },
    };
  }
  const offsets = wanted.flatMap((one) => offsetOf(one) ?? []);
  if (subject?.template && subjects.length === 1 && offsets.length === wanted.length) {
    return remindRepeating(subject, subject.template, { wanted, offsets, scope }, around);
  }
  const steps = subjects.flatMap(({ task, title }) => (task ? added({ task, title }, wanted) : []));
  if (steps.length === 0) {
    return say(
      `${quoted(subject?.title ?? "It")} repeats, and has no open task to remind you of at one moment. ` +
        'Say for example "remind me 15 minutes before".',
    );
  }
  return perform(...steps);
}

/** Before each date of what repeats, or before one. */
function remindRepeating(
  subject: Subject,
  template: NonNullable<Subject["template"]>,
  {
    wanted,
    offsets,
    scope,
  }: {
    readonly wanted: readonly ParsedReminder[];
    readonly offsets: readonly string[];
    readonly scope: Parsed["scope"];
  },
  around: Around,
): Plan {
  const { task, title } = subject;
  const nag = nagOf(wanted);
  const all = [...new Set([...template.reminder_offsets, ...offsets])];
  if (all.length > remindersMax) return say(tooMany(title));
  const { id } = template;
  const changes = {
    reminder_offsets: all,
    ...(nag === undefined ? {} : { nag_minutes: nag }),
  };
  const whole = [step("edit_recurring", title, { id, changes })];
  const following = [step("edit_recurring", title, { id, changes, ...followingOf(subject) })];
  const only = task ? added({ task, title }, wanted) : [];
  if (!task || scope === "template") return perform(...whole);
  if (scope) return perform(...(scope === "this" ? only : following));
  const due = task.due_date === null ? "" : ` (${dueWords(task.due_date, around)})`;
  return askOptions(
    `${quoted(title)} repeats ${template.in_words}. ` +
      `Remind you only of this one${due}, of all future instances, or by the template?`,
    scopeOptions({ only, following, template: whole }),
    thingOf(subject),
  );
}

const added = (
  { task, title }: { readonly task: Task; readonly title: string },
  wanted: readonly ParsedReminder[],
): Step[] =>
  wanted.map((one) =>
    step("add_reminder", title, { task_id: task.id, reminder: reminderInput(one) }),
  );

const tooMany = (title: string): string =>
  `${quoted(title)} can have at most ${remindersMax} reminders, so nothing was changed. ` +
  'Say "remove reminders from it" first.';

/** Lets reminders come again later. */
export function snoozePlan({ change }: Parsed, subjects: readonly Subject[], around: Around): Plan {
  const wanted = change?.snooze ?? { minutes: snoozeMinutes };
  const untilMs =
    "until" in wanted ? Date.parse(wanted.until) : around.nowMs + wanted.minutes * 60_000;
  // A moment, not a length: done again after a lost answer, it must be the same command.
  const until = new Date(untilMs).toISOString();
  const steps = subjects.flatMap(({ task, title }): Step[] => {
    if (!task) return [];
    const reminder = lastTold(task) ?? nextOf(task);
    return reminder
      ? [step("snooze_reminder", title, { id: reminder.id, until })]
      : [step("add_reminder", title, { task_id: task.id, reminder: { at: until } })];
  });
  if (steps.length > 0) return perform(...steps);
  return say("There is no open task to be reminded of later.");
}

/** Lets reminders not come. */
export function dismissPlan(
  { target }: Parsed,
  subjects: readonly Subject[],
  around: Around,
): Plan {
  const [subject] = subjects;
  const isToldOne = target === null || target.kind === "it";
  // One that nags has been set again already: that is taken off below.
  if (subject?.task && isToldOne && lastTold(subject.task)?.status === "triggered") {
    const next = nextOf(subject.task);
    const again = next ? ` The next reminder comes ${dueWords(next.at, around)}.` : "";
    return say(`All right. ${quoted(subject.title)} stays open.${again}`, { it: thingOf(subject) });
  }
  const steps = subjects.flatMap(({ task, title }) => {
    const next = task ? nextOf(task) : undefined;
    return next ? [step("dismiss_reminder", title, { id: next.id })] : [];
  });
  if (steps.length > 0) return perform(...steps);
  return say(`${quoted(subject?.title ?? "It")} has no reminder that is still to come.`, {
    it: subject ? thingOf(subject) : null,
  });
}

const byMoment = (a: Reminder, b: Reminder) => Date.parse(a.at) - Date.parse(b.at);

/** The reminder that came last; one that nags is pending again since. */
const lastTold = ({ reminders }: Task): Reminder | undefined =>
  reminders.find(({ status, nag_count = 0 }) => status === "pending" && nag_count > 0) ??
  reminders
    .filter(({ status }) => status === "triggered")
    .sort(byMoment)
    .at(-1);

const nextOf = ({ reminders }: Task): Reminder | undefined =>
  reminders
    .filter(({ status }) => status === "pending")
    .sort(byMoment)
    .at(0);
