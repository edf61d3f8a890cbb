import { domainEvent } from "./domain-event.ts";
import { task } from "./entities/task.ts";

export const taskDeleted = domainEvent("task.deleted", task, {
  stream: "task-events",
  summary: "A task was removed; the payload is its last state.",
});
