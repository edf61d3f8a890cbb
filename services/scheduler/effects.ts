import { reminderProposal } from "../shared/contracts/entities/proposal.ts";
import type { Connection, Declared } from "../shared/kit/connect.ts";
import { messageOf, RetryableError } from "../shared/kit/errors.ts";
import type { Ports } from "../shared/kit/ports.ts";
import { currentTrace, inTrace } from "../shared/kit/trace.ts";
import type { Outcome } from "./agendas.ts";
import type { Effect } from "./decide.ts";
import type { DueIndex } from "./due-index.ts";
import type { scheduler } from "./service.ts";
import { slotOf } from "./slots.ts";

type Powers = Pick<Connection<typeof scheduler>, "publishAll" | "jobs">;

/** Events of one publish call: 100 proposals are 50 KB, far below Dapr's 4 MiB. */
const publishedMax = 100;
/** Calls of the jobs API at once: a batch of 50 events can bring 150 reminders. */
const jobCallsMax = 16;
/** A call that failed after so long has hung, and so would the next one. */
const hungAfterMs = 1_000;
/** Jobs that hang are left alone for so long: what waits behind them is the agenda of the sweep. */
const jobsRestMs = 10_000;

/** Publishes proposals, some at once. */
export async function propose(
  { publishAll }: Pick<Powers, "publishAll">,
  effects: readonly Effect[],
): Promise<void> {
  const events = effects.flatMap((effect): Declared<typeof scheduler>[] => {
    if (effect.kind === "occurrence") return [{ topic: "occurrence.due", data: effect.proposal }];
    if (effect.kind === "reminder") return [{ topic: "reminder.due", data: effect.proposal }];
    return [];
  });
  for (let from = 0; from < events.length; from += publishedMax) {
    await publishAll(events.slice(from, from + publishedMax));
  }
}

/** Does what was decided: first the net, then the fast path, then the proposals. */
export function carryOutOf(powers: Powers, due: DueIndex, { clock, machineClock, log }: Ports) {
  let jobsRestUntil = 0;
  const trySetAlarm = async (user: string, alarm: Alarm): Promise<void> => {
    const began = machineClock.now();
    if (began < jobsRestUntil) return;
    await setAlarm(powers, user, alarm).catch((thrown: unknown) => {
      log.warn("reminder.no-job", { user, alarm: alarm.kind, error: messageOf(thrown) });
      const now = machineClock.now();
      if (now - began > hungAfterMs) jobsRestUntil = now + jobsRestMs;
    });
  };
  return async (user: string, { effects, lookHour }: Outcome): Promise<void> => {
    const alarms = lastAlarms(effects);
    // 1. The net, which nothing may miss.
    const nowMinute = slotOf("minute", clock.now());
    const minutes = alarms.flatMap((alarm) =>
      alarm.kind === "arm" ? [slotOf("minute", Date.parse(alarm.proposal.at))] : [],
    );
    for (const minute of new Set(minutes.map((at) => Math.max(at, nowMinute)))) {
      await due.note("minute", minute, user);
    }
    if (lookHour !== undefined) await due.note("hour", lookHour, user);
    // 2. The jobs. Without them the sweep is a little later, and nothing is lost.
    for (let from = 0; from < alarms.length; from += jobCallsMax) {
      const some = alarms.slice(from, from + jobCallsMax);
      await Promise.all(some.map((alarm) => trySetAlarm(user, alarm)));
    }
    // 3. What the owner is to decide.
    await propose(powers, effects);
  };
}

type Alarm = Extract<Effect, { kind: "arm" | "disarm" }>;

/** Of several for one moment of a reminder only the last counts. */
function lastAlarms(effects: readonly Effect[]): readonly Alarm[] {
  const last = new Map<string, Alarm>();
  for (const effect of effects) {
    if (effect.kind === "arm" || effect.kind === "disarm") last.set(momentOf(effect), effect);
  }
  return [...last.values()];
}

/**
 * Each moment of a reminder has a job of its own. Else a replica that heard late that the reminder
 * fired would take back what another one has set for the next time it comes.
 */
function momentOf(alarm: Alarm): string {
  const [id, at] =
    alarm.kind === "arm"
      ? [alarm.proposal.reminder_id, alarm.proposal.at]
      : [alarm.reminder.id, alarm.reminder.at];
  return `${id}-${Date.parse(at)}`;
}

async function setAlarm({ jobs }: Powers, user: string, alarm: Alarm): Promise<void> {
  const id = `${user}-${momentOf(alarm)}`;
  if (alarm.kind === "disarm") {
    await jobs.cancel("reminder", id);
    return;
  }
  const { proposal } = alarm;
  // Dapr carries no trace with a job, so it travels in the data.
  const traceparent = currentTrace();
  await jobs.set("reminder", id, {
    at: proposal.at,
    data: { ...proposal, ...(traceparent ? { traceparent } : {}) },
  });
}

/**
 * What a job does at its moment. It does not ask the agenda: the owner knows whether the reminder
 * is still pending, and a question less is sooner.
 */
export function jobFired(powers: Pick<Powers, "publishAll">, { clock, log }: Ports) {
  return async (data: unknown): Promise<void> => {
    const parsed = reminderProposal.safeParse(data);
    if (!parsed.success) {
      // An error would bring the same job again each second for ever.
      log.error("reminder.job-unreadable", { error: parsed.error.message });
      return;
    }
    if (clock.now() < Date.parse(parsed.data.at)) {
      throw new RetryableError(`the job of ${parsed.data.reminder_id} came before its time`);
    }
    await inTrace(traceparentOf(data), () =>
      propose(powers, [{ kind: "reminder", proposal: parsed.data }]),
    );
  };
}

const traceparentOf = (data: unknown): string | undefined =>
  typeof data === "object" &&
  data !== null &&
  "traceparent" in data &&
  typeof data.traceparent === "string"
    ? data.traceparent
    : undefined;
