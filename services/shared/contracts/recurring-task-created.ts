import { domainEvent } from "./domain-event.ts";
import { recurringTask } from "./entities/recurring-task.ts";

export const recurringTaskCreated = domainEvent("recurring-task.created", recurringTask, {
  stream: "task-events",
  summary: "A template for repeating tasks came into being.",
});
