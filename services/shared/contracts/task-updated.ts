import { domainEvent } from "./domain-event.ts";
import { task } from "./entities/task.ts";

export const taskUpdated = domainEvent("task.updated", task, {
  stream: "task-events",
  summary: "Something about a task changed other than its completion.",
});
