import type { DomainEvent } from "../shared/contracts/domain-event.ts";
import type { Delivery } from "../shared/kit/connect.ts";
import { host } from "../shared/kit/host.ts";
import { serve } from "../shared/kit/serve.ts";
import { webhookRoutes } from "./api.ts";
import { books } from "./books.ts";
import { deliveries } from "./deliveries.ts";
import { dueIndex } from "./due-index.ts";
import { hooks } from "./hooks.ts";
import { senderOf } from "./sender.ts";
import { webhook } from "./service.ts";

/** The webhook service. */
export const program = host(webhook, (connection, ports) => {
  // Receivers live in the machine's time: a signature must not come from tomorrow.
  const { machineClock: clock } = ports;
  const kept = books(connection, clock);
  const sendOne = senderOf(connection, ports);
  const due = dueIndex(connection, clock);
  const outgoing = deliveries({ connection, books: kept, due, sendOne, ports });
  // Idempotent for ever: an event is filed with its position, and a position is filed once.
  const file = ({ data }: Delivery<DomainEvent<unknown>>) => outgoing.file(data);
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
    },
    every: { "webhook-sweep": outgoing.sweep },
    routes: webhookRoutes({ hooks: hooks({ books: kept, connection, ports }), sendOne, clock }),
    close: outgoing.close,
  };
});

if (import.meta.main) await serve(program);
