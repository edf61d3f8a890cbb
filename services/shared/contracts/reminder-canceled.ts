import { domainEvent } from "./domain-event.ts";
import { dueReminder } from "./entities/due-reminder.ts";

export const reminderCanceled = domainEvent("reminder.canceled", dueReminder, {
  stream: "reminders",
  summary: "A reminder will not fire: its task was completed, deleted or moved.",
});
