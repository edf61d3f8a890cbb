import { z } from "zod";
import {
  deliveryStatus,
  type Notification,
  notification,
  notificationDelivery,
  notificationsKept,
} from "../shared/contracts/api/notifications.ts";
import { channelName, outerChannel } from "../shared/contracts/api/settings.ts";
import { instant } from "../shared/contracts/domain-event.ts";
import { dueDate } from "../shared/contracts/entities/task.ts";

/** What is to happen, or has happened, with a notice on one channel. */
const delivery = notificationDelivery.extend({
  channel: channelName,
  status: deliveryStatus,
  /** When somebody must look at it again: for the next try, or because nobody reported back. */
  next_at: instant.nullable(),
});
export type Delivery = z.output<typeof delivery>;

/** A notification with all that is needed to send it. */
const notice = notification.extend({
  /** The position of its event in the person's log. */
  seq: z.int().min(0),
  /** Of the task, when the reminder fired. */
  version: z.int().min(1),
  due_date: dueDate.nullable(),
  timezone: z.string().nullable(),
  urgent: z.boolean(),
  deliveries: z.array(delivery),
  /** Channels to try when the one before has failed. */
  fallback: z.array(outerChannel),
  called_off: z.boolean(),
});
export type Notice = z.output<typeof notice>;

/** Everything older than this version that is about this task or reminder is off. */
const callOff = z.object({ about: z.string(), version: z.int() });
export type CallOff = z.output<typeof callOff>;

/** All notices of one person: what they read, and what is still to be sent. */
export const notices = z.object({
  /** By position, oldest first. */
  notices: z.array(notice),
  /** Latest last: an event that comes late must not send what was called off before. */
  called_off: z.array(callOff),
  /** The highest position among those that were dropped: an older event that comes is a repeat. */
  dropped_seq: z.int().min(0),
});
export type Notices = z.output<typeof notices>;

export const noNotices: Notices = { notices: [], called_off: [], dropped_seq: 0 };

/** The event of a task comes at most minutes after the call-off; a person calls few off in those. */
const callOffsMax = 200;

export const isOpen = ({ status }: Delivery): boolean =>
  status === "waiting" || status === "sending";

/** The notices with one more. When they are too many, the oldest that is settled goes. */
export function withNotice(before: Notices, added: Notice): Notices {
  const all = [...before.notices, added].sort((a, b) => a.seq - b.seq);
  if (all.length <= notificationsKept) return { ...before, notices: all };
  const settled = all.findIndex(({ deliveries }) => !deliveries.some(isOpen));
  const [dropped] = all.splice(Math.max(settled, 0), 1);
  const dropped_seq = Math.max(before.dropped_seq, dropped?.seq ?? 0);
  return { ...before, notices: all, dropped_seq };
}

/** The notices with one of them changed. */
export const withChanged = (
  before: Notices,
  id: string,
  change: (notice: Notice) => Notice,
): Notices => ({
  ...before,
  notices: before.notices.map((one) => (one.id === id ? change(one) : one)),
});

/** The notices with a call-off to remember. */
export function withCallOff(before: Notices, added: CallOff): Notices {
  const known = before.called_off.find(({ about }) => about === added.about);
  if (known && known.version >= added.version) return before;
  const others = before.called_off.filter((one) => one !== known);
  return { ...before, called_off: [...others, added].slice(-callOffsMax) };
}

/** The earliest moment (ms) at which somebody must look; undefined when nothing is open. */
export function nextDueMs({ notices }: Notices): number | undefined {
  const moments = notices
    .flatMap(({ deliveries }) => deliveries)
    .flatMap((one) => (isOpen(one) && one.next_at !== null ? [Date.parse(one.next_at)] : []));
  return moments.length === 0 ? undefined : Math.min(...moments);
}

/** What people see of a notice. */
export const shown = (notice: Notice): Notification => notification.parse(notice);
