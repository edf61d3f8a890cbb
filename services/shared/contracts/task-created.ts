import { domainEvent } from "./domain-event.ts";
import { task } from "./entities/task.ts";

export const taskCreated = domainEvent("task.created", task, {
  stream: "task-events",
  summary: "A task came into being, by a person, an occurrence of a template, or an undo.",
});
