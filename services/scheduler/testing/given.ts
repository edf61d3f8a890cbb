import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import type { Reminder } from "../../shared/contracts/entities/reminder.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { type Agenda, agenda } from "../agenda.ts";
import { type Decision, type Effect, looked } from "../decide.ts";
import { slotMs, slotOf } from "../slots.ts";

/** A Monday. */
export const monday = "2026-01-05T08:00:00.000Z";

/** A weekly template of Anna in UTC. */
export function aTemplate(given: Partial<RecurringTask> = {}): RecurringTask {
  return {
    id: "exercise",
    user_id: "anna",
    title: "Exercise",
    description: "",
    priority: "medium",
    tags: [],
    recurrence: repeating("FREQ=WEEKLY;BYDAY=MO", "2026-01-05T09:00:00"),
    exceptions: [],
    reminder_offsets: [],
    missed: "latest",
    status: "active",
    version: 1,
    created_at: monday,
    updated_at: monday,
    ...given,
  };
}

/** A rule in UTC with fixed dates, unless said otherwise. */
export const repeating = (
  rrule: string,
  dtstart: string,
  given: Partial<RecurringTask["recurrence"]> = {},
): RecurringTask["recurrence"] => ({
  rrule,
  dtstart,
  timezone: "UTC",
  from_completion: false,
  ...given,
});

/** An open task of Anna without time. */
export function aTask(given: Partial<Task> = {}): Task {
  return {
    id: "t1",
    user_id: "anna",
    title: "Call mum",
    description: "",
    status: "pending",
    priority: "medium",
    tags: [],
    due_date: null,
    timezone: null,
    reminders: [],
    recurring_task_id: null,
    version: 1,
    created_at: monday,
    updated_at: monday,
    completed_at: null,
    ...given,
  };
}

export const aReminder = (at: string, given: Partial<Reminder> = {}): Reminder => ({
  id: "r1",
  offset: null,
  at,
  status: "pending",
  ...given,
});

/** The local dates that were proposed, in order. */
export const datesOf = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.kind === "occurrence" ? [effect.proposal.local] : []));

/**
 * Plays the hours from one instant to another: after each hour that the agenda asked for, somebody
 * looks. The agenda goes through its stored form each time, as it does in a new process.
 */
export function played(start: Agenda, fromIso: string, toIso: string): Decision {
  let known = start;
  const effects: Effect[] = [];
  const end = slotOf("hour", Date.parse(toIso));
  for (let hour = slotOf("hour", Date.parse(fromIso)); hour < end; hour++) {
    if (known.look_hour === null || known.look_hour > hour) continue;
    const decision = looked(known, "anna", (hour + 1) * slotMs.hour);
    known = agenda.parse(JSON.parse(JSON.stringify(decision.agenda)));
    effects.push(...decision.effects);
  }
  return { agenda: known, effects };
}
