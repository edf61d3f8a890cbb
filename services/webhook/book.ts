import { z } from "zod";
import { deliveryStatuses, webhookEvents } from "../shared/contracts/api/webhooks.ts";

/** Where a person wants to be told, and how that goes. */
export const hook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum([...webhookEvents, "*"])),
  description: z.string(),
  secret: z.string(),
  active: z.boolean(),
  off_reason: z.string().nullable(),
  /** Deliveries given up since the last that arrived. */
  given_up_in_row: z.int(),
  dropped: z.int(),
  /** Nobody sends to it before: somebody is sending, or it has just failed. */
  held_until_ms: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type Hook = z.output<typeof hook>;

/** One event for one hook. */
export const delivery = z.object({
  hook: z.string(),
  /** Position of the event in the person's log. */
  seq: z.int(),
  event_type: z.string(),
  status: z.enum(deliveryStatuses),
  attempts: z.int(),
  /** Only of one that waits. */
  next_ms: z.number().nullable(),
  http_status: z.int().nullable(),
  reason: z.string().nullable(),
  created_at: z.string(),
});
export type Delivery = z.output<typeof delivery>;

/** All of one person in one value, so that what was filed and that it was filed is one write. */
export const book = z.object({
  hooks: z.array(hook),
  /** In the order in which they were filed. */
  deliveries: z.array(delivery),
  /** Positions that were taken, as ranges with both ends: the same event twice is filed once. */
  seen: z.array(z.tuple([z.int(), z.int()])),
});
export type Book = z.output<typeof book>;

export const emptyBook: Book = { hooks: [], deliveries: [], seen: [] };
