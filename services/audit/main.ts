import type { DomainEvent } from "../shared/contracts/domain-event.ts";
import { sequenceOf } from "../shared/contracts/domain-event.ts";
import type { Delivery } from "../shared/kit/connect.ts";
import { TerminalError } from "../shared/kit/errors.ts";
import { host } from "../shared/kit/host.ts";
import { serve } from "../shared/kit/serve.ts";
import { currentTrace, traceIdOf } from "../shared/kit/trace.ts";
import { auditRoutes } from "./api.ts";
import { deadLetterBox } from "./dead-letter-box.ts";
import { type Entry, seqMax } from "./decide.ts";
import { audit } from "./service.ts";
import { trailOf } from "./trail.ts";

/** The audit service. */
export const program = host(audit, (connection, ports) => {
  const trail = trailOf(connection, ports);
  const letters = deadLetterBox(connection, ports);
  // Idempotent for ever: an event is filed under its position, and a taken place stays as it is.
  const file = async ({ data }: Delivery<DomainEvent<unknown>>) =>
    trail.file(data.user_id, entryOf(data));
  return {
    on: {
      "task.created": file,
      "task.updated": file,
      "task.completed": file,
      "task.deleted": file,
      "recurring-task.created": file,
      "recurring-task.updated": file,
      "reminder.triggered": file,
      "reminder.canceled": file,
      // Idempotent: a letter is kept under its consumer and event; its first_seen tells a repeat.
      "dlq-events": async ({ data }) => letters.keep(data),
    },
    every: {},
    routes: auditRoutes(trail, letters),
  };
});

/** The entry of an event. Throws TerminalError when its id contradicts its owner. */
function entryOf(event: DomainEvent<unknown>): Entry {
  const { event_id, event_type, aggregate_id, aggregate_version, timestamp, payload } = event;
  const seq = sequenceOf(event_id);
  if (event_id !== `${event.user_id}:${seq}`) {
    throw new TerminalError(`event_id "${event_id}" is not of user_id "${event.user_id}"`);
  }
  if (seq < 1 || seq > seqMax) {
    throw new TerminalError(`event_id "${event_id}": a position is 1 to ${seqMax}`);
  }
  const trace = traceIdOf(currentTrace());
  const filed = { seq, event_id, event_type, aggregate_id, aggregate_version, timestamp, payload };
  return { ...filed, ...(trace ? { trace_id: trace } : {}) };
}

if (import.meta.main) await serve(program);
