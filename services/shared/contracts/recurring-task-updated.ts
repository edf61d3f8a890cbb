import { domainEvent } from "./domain-event.ts";
import { recurringTask } from "./entities/recurring-task.ts";

export const recurringTaskUpdated = domainEvent("recurring-task.updated", recurringTask, {
  stream: "task-events",
  summary: "A template changed, paused, resumed or stopped.",
});
