import { z } from "zod";
import { instant } from "../domain-event.ts";
import { paragraph } from "./text.ts";

/** What a webhook can be told of: the names of the topics. */
export const webhookEvents = [
  "task.created",
  "task.updated",
  "task.completed",
  "task.deleted",
  "recurring-task.created",
  "recurring-task.updated",
  "reminder.triggered",
  "reminder.canceled",
] as const;

const urlCharactersMax = 2_048;
const descriptionCharactersMax = 200;

const url = z
  .string()
  .max(urlCharactersMax, `must have at most ${urlCharactersMax} characters`)
  .describe("https or http, at a public address. Redirects are not followed.");
const events = z
  .array(z.enum([...webhookEvents, "*"]))
  .min(1)
  .max(webhookEvents.length + 1)
  .describe('`"*"` means all, also those that are added later.');
const description = paragraph(descriptionCharactersMax);

/** `POST /api/webhooks`. */
export const newWebhook = z.strictObject({ url, events, description: description.default("") });
export type NewWebhook = z.output<typeof newWebhook>;

/** `PATCH /api/webhooks/{id}`. */
export const webhookPatch = z.strictObject({
  url: url.optional(),
  events: events.optional(),
  description: description.optional(),
  active: z
    .boolean()
    .describe("Switched off, it is told nothing, and what was waiting is not sent.")
    .optional(),
});
export type WebhookPatch = z.output<typeof webhookPatch>;

/** A webhook as it is shown, without its secret. */
export const webhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum([...webhookEvents, "*"])),
  description: z.string(),
  active: z.boolean(),
  off_reason: z.string().nullable().describe("Why it was switched off by itself."),
  dropped: z.int().describe("Deliveries that were dropped because too many were waiting."),
  created_at: instant,
  updated_at: instant,
});
export type Webhook = z.output<typeof webhook>;

/** `GET /api/webhooks` answers this. */
export const webhookList = z.object({ items: z.array(webhook) });

/** Making one, and rotating its secret, answer this. */
export const madeWebhook = webhook.extend({
  secret: z.string().describe("Shown this once; it proves that a delivery comes from here."),
});

export const deliveryStatuses = ["waiting", "delivered", "given_up", "dropped"] as const;

/** `GET /api/webhooks/{id}/deliveries` answers this: the last 50, newest first. */
export const deliveryList = z.object({
  items: z.array(
    z.object({
      id: z.string().describe("The header `nudge-delivery`, the same at each attempt."),
      event_id: z.string(),
      event_type: z.string(),
      status: z.enum(deliveryStatuses),
      attempts: z.int(),
      next_attempt_at: instant.nullable(),
      http_status: z.int().nullable().describe("What the last attempt was answered."),
      reason: z.string().nullable().describe("Why the last attempt failed."),
      created_at: instant,
    }),
  ),
});

/** `POST /api/webhooks/{id}/test` answers this. */
export const webhookTest = z.object({
  delivered: z.boolean(),
  http_status: z.int().nullable(),
  reason: z.string().nullable(),
});
