import type { ChannelName, OuterChannel, Settings } from "../shared/contracts/api/settings.ts";
import { outerChannel } from "../shared/contracts/api/settings.ts";
import type { Reminder } from "../shared/contracts/entities/reminder.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import {
  type CallOff,
  type Delivery,
  isOpen,
  type Notice,
  type Notices,
  withCallOff,
  withChanged,
  withNotice,
} from "./notices.ts";
import { quietUntil } from "./quiet-hours.ts";

/** What came of one try. `again`: another one may succeed. */
export type Outcome =
  | { readonly kind: "sent" }
  | { readonly kind: "failed"; readonly reason: string; readonly again: boolean };

/** One try of one delivery that is to be made now. */
export interface Job {
  readonly notice: Notice;
  readonly channel: OuterChannel;
  readonly attempts: number;
}

const minuteMs = 60_000;
/** After the first try and so on: five tries within an hour, then the next channel. */
const pausesMs = [1, 5, 15, 40].map((minutes) => minutes * minuteMs);
const attemptsMax = pausesMs.length + 1;
/**
 * Who has not reported back by then has crashed. Above the longest a try can take: seven before it
 * at the same mail server, each with the 15 s after which a sidecar is given up.
 */
const leaseMs = 2 * minuteMs;
const dayMs = 24 * 60 * minuteMs;
/** Nobody proves that an address is theirs: one person's settings must not fill another's mailbox. */
const perDayMax = 100;
/** A reason is one line in a list, and 500 notices with four of them stay below 1 MB. */
const reasonMax = 70;

/** What an event says about a reminder that fired. */
export interface Triggered {
  readonly seq: number;
  readonly version: number;
  readonly task: Task;
  readonly reminder: Reminder;
}

/** The same for every repetition of an event, another when the reminder was snoozed. */
export const noticeId = ({ id, at }: Pick<Reminder, "id" | "at">): string =>
  `${id}-${Date.parse(at)}`;

/** A reminder fired: the list has it at once, the other channels have to be tried. */
export function triggered(
  before: Notices,
  { seq, version, task, reminder }: Triggered,
  settings: Settings,
  nowMs: number,
): Notices {
  const id = noticeId(reminder);
  if (seq <= before.dropped_seq || before.notices.some((one) => one.id === id)) return before;
  const isOlder = before.notices.some(
    (one) => one.reminder_id === reminder.id && one.version > version,
  );
  const off =
    isOlder ||
    before.called_off.some(
      (one) => (one.about === task.id || one.about === reminder.id) && one.version > version,
    );
  const channels = off ? [] : enabledChannels(settings);
  const first = settings.delivery === "all" ? channels : channels.slice(0, 1);
  const now = iso(nowMs);
  const inApp: Delivery = off
    ? { ...toSend("in_app", now), status: "canceled", next_at: null, reason: calledOffBefore }
    : { ...toSend("in_app", now), status: "sent", attempts: 1, next_at: null, sent_at: now };
  // Of a reminder that comes again and again through a night, one message is left in the morning.
  const known = calledOff(before, { about: reminder.id, version }, false);
  return withNotice(known, {
    id,
    seq,
    version,
    task_id: task.id,
    reminder_id: reminder.id,
    title: task.title,
    due_date: task.due_date,
    timezone: task.timezone,
    urgent: task.priority === "urgent",
    at: reminder.at,
    deliveries: [inApp, ...first.map((channel) => toSend(channel, now))],
    fallback: channels.slice(first.length),
    called_off: off,
    read_at: null,
  });
}

const calledOffBefore = "called off before it was sent";

const toSend = (channel: ChannelName, now: string): Delivery => ({
  channel,
  status: "waiting",
  attempts: 0,
  next_at: now,
  sent_at: null,
  reason: null,
});

/** The channels that are set up and switched on, in the person's order. */
function enabledChannels(settings: Settings): readonly OuterChannel[] {
  const order = new Set([...settings.order, ...outerChannel.options]);
  return [...order].filter((channel) => settings[channel]?.enabled);
}

/**
 * A task or reminder came to a new version in which older notices about it are off. What is on its
 * way cannot be taken back, but is not tried again. `remember`: also for events that come late.
 */
export function calledOff(before: Notices, off: CallOff, remember: boolean): Notices {
  const isOff = (one: Notice) =>
    (one.task_id === off.about || one.reminder_id === off.about) &&
    one.version < off.version &&
    !one.called_off &&
    one.deliveries.some(isOpen);
  const kept = remember ? withCallOff(before, off) : before;
  if (!kept.notices.some(isOff)) return kept;
  return {
    ...kept,
    notices: kept.notices.map((one) =>
      isOff(one)
        ? {
            ...one,
            called_off: true,
            fallback: [],
            deliveries: one.deliveries.map((each) =>
              each.status === "waiting" ? canceled(each) : each,
            ),
          }
        : one,
    ),
  };
}

const canceled = (delivery: Delivery, reason = calledOffBefore): Delivery => ({
  ...delivery,
  status: "canceled",
  next_at: null,
  reason,
});

/** The notices with what became due looked at, and the one try that is to be made next. */
export interface Claim {
  readonly notices: Notices;
  readonly job: Job | undefined;
}

/** Takes the next try on. It is noted before it is made, so that a crash is not silence. */
export function claimed(before: Notices, settings: Settings, nowMs: number): Claim {
  let after = before;
  for (const found of before.notices) {
    let notice = found;
    // Each round settles, postpones or takes one delivery, and a failed one adds the next channel.
    for (let due = dueOf(notice, nowMs); due; due = dueOf(notice, nowMs)) {
      const { job, ...step } = stepped(notice, due, { settings, nowMs, known: after });
      notice = step.notice;
      after = withChanged(after, notice.id, () => step.notice);
      if (job) return { notices: after, job };
    }
  }
  return { notices: after, job: undefined };
}

const dueOf = ({ deliveries }: Notice, nowMs: number): Delivery | undefined =>
  deliveries.find((one) => isOpen(one) && one.next_at !== null && Date.parse(one.next_at) <= nowMs);

interface Step {
  readonly notice: Notice;
  readonly job?: Job;
}

interface Circumstances {
  readonly settings: Settings;
  readonly nowMs: number;
  readonly known: Notices;
}

function stepped(notice: Notice, due: Delivery, around: Circumstances): Step {
  const { settings, nowMs, known } = around;
  const { channel, attempts } = due;
  if (notice.called_off || channel === "in_app") {
    return { notice: replaced(notice, canceled(due, "called off while it was being sent")) };
  }
  if (attempts >= attemptsMax) {
    return { notice: failed(notice, due, "the last try did not report back", nowMs) };
  }
  if (!settings[channel]?.enabled) {
    return { notice: failed(notice, due, "not set up any more", nowMs) };
  }
  if (channel !== "webhook" && sentSince(known, channel, nowMs - dayMs) >= perDayMax) {
    return { notice: failed(notice, due, `more than ${perDayMax} in a day`, nowMs) };
  }
  const quiet = settings.quiet_hours;
  const until = quiet ? quietUntil(quiet, nowMs) : undefined;
  if (until !== undefined && !(notice.urgent && settings.urgent_breaks_quiet)) {
    const next_at = iso(until);
    return {
      notice: replaced(notice, { ...due, status: "waiting", next_at, reason: "quiet hours" }),
    };
  }
  const taken: Delivery = {
    ...due,
    status: "sending",
    attempts: attempts + 1,
    next_at: iso(nowMs + leaseMs),
  };
  const next = replaced(notice, taken);
  return { notice: next, job: { notice: next, channel, attempts: taken.attempts } };
}

const sentSince = ({ notices }: Notices, channel: OuterChannel, sinceMs: number): number =>
  notices
    .flatMap(({ deliveries }) => deliveries)
    .filter((one) => one.channel === channel && one.sent_at !== null)
    .filter(({ sent_at }) => Date.parse(sent_at ?? "") > sinceMs).length;

/** A try has ended. The report of one that was given up in the meantime counts when it is good. */
export function settled(before: Notices, job: Job, outcome: Outcome, nowMs: number): Notices {
  const notice = before.notices.find(({ id }) => id === job.notice.id);
  const tried = notice?.deliveries.find(({ channel }) => channel === job.channel);
  if (!notice || !tried || tried.status === "sent") return before;
  const put = (changed: Notice) => withChanged(before, notice.id, () => changed);
  if (outcome.kind === "sent") {
    const sent = { next_at: null, sent_at: iso(nowMs), reason: null };
    return put({ ...replaced(notice, { ...tried, ...sent, status: "sent" }), fallback: [] });
  }
  if (tried.status !== "sending" || tried.attempts !== job.attempts) return before;
  if (notice.called_off) return put(replaced(notice, canceled(tried)));
  const reason = outcome.reason.slice(0, reasonMax);
  const pauseMs = pausesMs[tried.attempts - 1];
  if (!outcome.again || pauseMs === undefined) return put(failed(notice, tried, reason, nowMs));
  const next_at = iso(nowMs + pauseMs);
  return put(replaced(notice, { ...tried, status: "waiting", next_at, reason }));
}

/** The delivery has failed for good; the next channel of the order takes over. */
function failed(notice: Notice, tried: Delivery, reason: string, nowMs: number): Notice {
  const given = replaced(notice, { ...tried, status: "failed", next_at: null, reason });
  const [next, ...fallback] = notice.fallback;
  if (next === undefined) return given;
  return { ...given, fallback, deliveries: [...given.deliveries, toSend(next, iso(nowMs))] };
}

const replaced = (notice: Notice, changed: Delivery): Notice => ({
  ...notice,
  deliveries: notice.deliveries.map((one) => (one.channel === changed.channel ? changed : one)),
});

/** The notice was read. The first time counts. */
export const read = (before: Notices, id: string, nowMs: number): Notices =>
  before.notices.some((one) => one.id === id && one.read_at === null)
    ? withChanged(before, id, (one) => ({ ...one, read_at: iso(nowMs) }))
    : before;

const iso = (ms: number) => new Date(ms).toISOString();
