import { z } from "zod";
import { dueReminder } from "../../../services/shared/contracts/entities/due-reminder.ts";
import type { Reminder } from "../../../services/shared/contracts/entities/reminder.ts";
import { type Task, task } from "../../../services/shared/contracts/entities/task.ts";
import type { Trail } from "../e2e/person.ts";

/** One line of an audit trail. */
export type TrailEntry = Trail["items"][number];

/** The task that an entry tells of, after the change; undefined: it is about a template. */
export function taskIn({ event_type, payload }: TrailEntry): Task | undefined {
  if (event_type.startsWith("recurring-task.")) return undefined;
  return event_type.startsWith("reminder.") ? dueReminder.parse(payload).task : task.parse(payload);
}

/** The reminder that an entry is about, when it is about one. */
export const reminderIn = ({ event_type, payload }: TrailEntry): Reminder | undefined =>
  event_type.startsWith("reminder.") ? dueReminder.parse(payload).reminder : undefined;

const occurrence = z.looseObject({ recurring_task_id: z.string() });

/** Whether time made it, and no person. */
export const isMadeByTime = ({ event_type, payload }: TrailEntry): boolean =>
  event_type === "task.created" && occurrence.safeParse(payload).success;
