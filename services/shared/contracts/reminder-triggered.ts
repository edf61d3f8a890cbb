import { domainEvent } from "./domain-event.ts";
import { dueReminder } from "./entities/due-reminder.ts";

export const reminderTriggered = domainEvent("reminder.triggered", dueReminder, {
  stream: "reminders",
  summary: "A reminder's moment has come and its task is still open.",
});
