import { eventId } from "../shared/contracts/domain-event.ts";
import type { Declared } from "../shared/kit/connect.ts";
import type { task } from "./service.ts";
import { aggregateOf, type Entry } from "./view.ts";

/** The events that tell of an entry: the full one, and the short word to open windows. */
export function eventsOf(user: string, entry: Entry): readonly Declared<typeof task>[] {
  const { seq, type, cause } = entry;
  const { id } = aggregateOf(entry);
  const update = { user_id: user, seq, aggregate_id: id, event_type: type };
  return [full(user, entry), { topic: "task-updates", data: update, cause }];
}

function full(user: string, entry: Entry): Declared<typeof task> {
  const { id, version } = aggregateOf(entry);
  const about = {
    event_id: eventId(user, entry.seq),
    schema_version: "1.0",
    aggregate_id: id,
    aggregate_version: version,
    user_id: user,
    timestamp: entry.at,
  };
  const { type, cause } = entry;
  switch (entry.type) {
    case "recurring-task.created":
    case "recurring-task.updated": {
      const data = { ...about, event_type: entry.type, payload: entry.template };
      return { topic: entry.type, data, cause };
    }
    case "reminder.triggered":
    case "reminder.canceled": {
      const payload = { reminder: entry.reminder, task: entry.task, task_id: entry.task.id };
      return { topic: entry.type, data: { ...about, event_type: entry.type, payload }, cause };
    }
    case "task.created":
    case "task.updated":
    case "task.completed":
    case "task.deleted":
      return {
        topic: entry.type,
        data: { ...about, event_type: entry.type, payload: entry.task },
        cause,
      };
    default:
      throw new Error(`no topic for "${type}": ${entry satisfies never}`);
  }
}
