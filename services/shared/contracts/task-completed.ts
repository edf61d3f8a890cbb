import { domainEvent } from "./domain-event.ts";
import { task } from "./entities/task.ts";

export const taskCompleted = domainEvent("task.completed", task, {
  stream: "task-events",
  summary: "A task was done.",
});
