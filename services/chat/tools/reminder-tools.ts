import { z } from "zod";
import { reminderInput, snooze } from "../../shared/contracts/api/reminders.ts";
import { aggregateId } from "../../shared/contracts/domain-event.ts";
import { task } from "../../shared/contracts/entities/task.ts";
import { taskId } from "./task-tools.ts";
import { tool } from "./tool.ts";

const reminderId = aggregateId.describe("The `id` of a reminder, as its task shows it.");

export const addReminder = tool({
  name: "add_reminder",
  says: "Adds a reminder to a task: so long before it is due, or at a moment. At most 3 a task.",
  effect: "change",
  idempotent: false,
  input: z.strictObject({ task_id: taskId, reminder: reminderInput }),
  output: task,
  run: ({ task_id, reminder }, { ask }) =>
    ask(task, { method: "POST", path: `/tasks/${task_id}/reminders`, body: reminder }),
});

export const snoozeReminder = tool({
  name: "snooze_reminder",
  says: "Lets a reminder come again: so many minutes from now, or at a moment.",
  effect: "change",
  idempotent: false,
  input: snooze.safeExtend({ id: reminderId }),
  output: task,
  run: ({ id, ...body }, { ask }) =>
    ask(task, { method: "POST", path: `/reminders/${id}/snooze`, body }),
});

export const dismissReminder = tool({
  name: "dismiss_reminder",
  says: "A reminder that is still to come will not come.",
  effect: "change",
  idempotent: true,
  input: z.strictObject({ id: reminderId }),
  output: task,
  run: ({ id }, { ask }) => ask(task, { method: "POST", path: `/reminders/${id}/dismiss` }),
});
