import type { Clock } from "../shared/kit/clock.ts";
import type { Log } from "../shared/kit/log.ts";
import type { SendMessage } from "./channels.ts";
import { claimed, type Job, type Outcome, settled } from "./decide.ts";
import { followed, type SettingsStore } from "./kept-settings.ts";
import type { Message } from "./message.ts";
import { nextDueMs } from "./notices.ts";
import type { NoticesStore } from "./notices-store.ts";
import { contentOf } from "./wording.ts";

export interface DeliveringPorts {
  readonly notices: NoticesStore;
  readonly people: SettingsStore;
  readonly send: SendMessage;
  readonly clock: Clock;
  readonly log: Log;
  /** From then on no other try is begun. */
  readonly stopping: AbortSignal;
}

/**
 * Sends what is due for a person, one try after the other, and answers when it has to be done
 * again. Each try is kept before it is made and again when it has ended; who dies in between
 * leaves a delivery that is "sending", and a later look repeats it under the same id.
 */
export function delivering(ports: DeliveringPorts) {
  const { notices, people, send, clock, log, stopping } = ports;

  const take = async (user: string) => {
    const kept = await people.of(user);
    // Asked anew after a lost race: only the last answer was kept.
    let job: Job | undefined;
    const after = await notices.change(user, (before) => {
      const claim = claimed(before, followed(kept), clock.now());
      job = claim.job;
      return claim.notices;
    });
    return { kept, job, after };
  };

  const report = (user: string, { notice, channel, attempts }: Job, outcome: Outcome) => {
    const fields = { user, delivery: deliveryId(notice.id, channel), attempts };
    if (outcome.kind === "sent") log.info("delivery.sent", fields);
    else log.warn("delivery.not-sent", { ...fields, again: outcome.again, why: outcome.reason });
  };

  return async (user: string): Promise<number | undefined> => {
    // Ends: each round takes one of at most five tries of a delivery, and the next is minutes away.
    while (!stopping.aborted) {
      const { kept, job, after } = await take(user);
      if (!job) return nextDueMs(after);
      const outcome = await send(job.channel, { ...kept, user }, messageOf(job));
      report(user, job, outcome);
      await notices.change(user, (before) => settled(before, job, outcome, clock.now()));
    }
    return clock.now();
  };
}

/** The same for every try, and another for each channel. */
const deliveryId = (notice: string, channel: string): string => `${notice}-${channel}`;

const messageOf = ({ notice, channel }: Job): Message => ({
  id: deliveryId(notice.id, channel),
  about: notice.reminder_id,
  content: contentOf(notice),
  data: {
    type: "reminder",
    at: notice.at,
    task: { id: notice.task_id, title: notice.title, due_date: notice.due_date },
    reminder_id: notice.reminder_id,
  },
});
