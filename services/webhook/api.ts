import { type Context, Hono } from "hono";
import { newWebhook, webhookPatch } from "../shared/contracts/api/webhooks.ts";
import { eventId } from "../shared/contracts/domain-event.ts";
import { jsonBody } from "../shared/kit/body.ts";
import { type Clock, isoNow } from "../shared/kit/clock.ts";
import { idempotencyKeyIn, personIn } from "../shared/kit/peer-call.ts";
import type { Delivery } from "./book.ts";
import { type Hooks, shown } from "./hooks.ts";
import { deliveryId, type SendOne } from "./sender.ts";

/** As many as a person looks through; the newest are the ones that are asked about. */
const deliveriesShown = 50;

export interface WebhookApiPorts {
  readonly hooks: Hooks;
  readonly sendOne: SendOne;
  readonly clock: Clock;
}

/** What the REST door asks in a person's name. */
export function webhookRoutes({ hooks, sendOne, clock }: WebhookApiPorts): Hono {
  const routes = new Hono();
  routes.get("/webhooks", async (c) => c.json({ items: await hooks.list(personIn(c)) }));
  routes.post("/webhooks", async (c) => {
    const wanted = await jsonBody(c, newWebhook);
    return secret(c, await hooks.make(personIn(c), wanted, idempotencyKeyIn(c)), 201);
  });
  routes.get("/webhooks/:id", async (c) =>
    c.json(shown((await hooks.find(personIn(c), c.req.param("id"))).hook)),
  );
  routes.patch("/webhooks/:id", async (c) => {
    const patch = await jsonBody(c, webhookPatch);
    return c.json(await hooks.patch(personIn(c), c.req.param("id"), patch));
  });
  routes.delete("/webhooks/:id", async (c) => {
    await hooks.remove(personIn(c), c.req.param("id"));
    return c.body(null, 204);
  });
  routes.post("/webhooks/:id/rotate", async (c) =>
    secret(c, await hooks.rotate(personIn(c), c.req.param("id")), 200),
  );
  routes.get("/webhooks/:id/deliveries", async (c) => {
    const user = personIn(c);
    const { deliveries } = await hooks.find(user, c.req.param("id"));
    const newest = deliveries.slice(-deliveriesShown).toReversed();
    return c.json({ items: newest.map((one) => deliveryShown(user, one)) });
  });
  routes.post("/webhooks/:id/test", async (c) => {
    const user = personIn(c);
    const { hook } = await hooks.find(user, c.req.param("id"));
    const outcome = await sendOne(hook, testFor(user, hook.id, isoNow(clock)));
    return c.json({ delivered: outcome.kind === "delivered", ...answered(outcome) });
  });
  return routes;
}

/** An answer with a secret in it, which nothing between us and the person may keep. */
function secret(c: Context, made: object, status: 200 | 201): Response {
  c.header("cache-control", "no-store");
  return c.json(made, status);
}

/** In the form of an event, so that a receiver can be tried out; its type tells it apart. */
function testFor(user: string, hook: string, timestamp: string) {
  const event = "webhook.test";
  const body = JSON.stringify({
    event_id: eventId(user, 0),
    event_type: event,
    schema_version: "1.0",
    aggregate_id: hook,
    aggregate_version: 1,
    user_id: user,
    timestamp,
    payload: {},
  });
  return { event, delivery: deliveryId(user, { hook, seq: 0 }), body };
}

function answered(outcome: Awaited<ReturnType<SendOne>>) {
  switch (outcome.kind) {
    case "delivered":
      return { http_status: outcome.http_status, reason: null };
    case "failed":
      return { http_status: outcome.http_status, reason: outcome.reason };
    case "refused":
      return { http_status: null, reason: outcome.reason };
    default:
      return outcome satisfies never;
  }
}

const deliveryShown = (user: string, one: Delivery) => ({
  id: deliveryId(user, one),
  event_id: eventId(user, one.seq),
  event_type: one.event_type,
  status: one.status,
  attempts: one.attempts,
  next_attempt_at: one.next_ms === null ? null : new Date(one.next_ms).toISOString(),
  http_status: one.http_status,
  reason: one.reason,
  created_at: one.created_at,
});
