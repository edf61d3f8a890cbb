import { z } from "zod";
import { aggregateId, instant } from "../domain-event.ts";
import { channelName } from "./settings.ts";

/** So many are kept for each person, the latest; older ones are forgotten. */
export const notificationsKept = 500;

const pageSizeMax = 200;

/**
 * "waiting" for its moment: the first, the next try, or the end of the quiet hours. "sending": it
 * may have arrived. "canceled": called off before it was sent.
 */
export const deliveryStatus = z.enum(["waiting", "sending", "sent", "failed", "canceled"]);

/** `{reminder}-{moment}`: a reminder that was snoozed makes another notification. */
export const notificationId = z.string().regex(/^[A-Za-z0-9_-]{1,100}-\d{1,15}$/);

/** What became of a notification on one channel. */
export const notificationDelivery = z.object({
  channel: channelName,
  status: deliveryStatus,
  attempts: z.int().min(0),
  sent_at: instant.nullable(),
  reason: z.string().nullable().describe("Why it is not sent; null when there is nothing to say."),
});

/** A person was, or is to be, told about a task. */
export const notification = z.object({
  id: notificationId,
  task_id: aggregateId,
  reminder_id: aggregateId,
  title: z.string(),
  at: instant.describe("The moment of the reminder."),
  deliveries: z.array(notificationDelivery),
  read_at: instant.nullable(),
});
export type Notification = z.output<typeof notification>;

const decimal = (text: unknown) =>
  typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : text;

/** `GET /api/notifications`: newest first. */
export const notificationQuery = z.strictObject({
  limit: z
    // Number() alone would also read "0x10" and "1e1".
    .preprocess(decimal, z.number().int().min(1).max(pageSizeMax))
    .default(50)
    .describe("Notifications a page."),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "use the next_cursor of the page before")
    .describe("`next_cursor` of the page before.")
    .optional(),
  status: deliveryStatus.describe("Only those with a delivery in this state.").optional(),
});

/** `GET /api/notifications` answers this. */
export const notificationPage = z.object({
  items: z.array(notification),
  next_cursor: z.string().nullable().describe("Ask again with it for what is older."),
});
export type NotificationPage = z.output<typeof notificationPage>;
