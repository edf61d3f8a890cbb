import type { Clock } from "../shared/kit/clock.ts";
import { ConflictError, RetryableError, TerminalError } from "../shared/kit/errors.ts";
import type { StateKey, StateStore, Stored } from "../shared/kit/state.ts";
import { RecurrenceError } from "../shared/recurrence/recurrence.ts";
import { type Agenda, agenda, emptyAgenda } from "./agenda.ts";
import { type Decision, type Effect, unchanged } from "./decide.ts";

/** Decides what an event or a look means for a person. It may be asked again after a lost race. */
export type Decide = (before: Agenda, nowMs: number) => Decision;

/** What is to happen before the agenda is kept. */
export interface Outcome {
  readonly effects: readonly Effect[];
  /** The hour of the next look, when it was set anew. */
  readonly lookHour: number | undefined;
}

export interface Agendas {
  /** Resolves when the effects have happened and the agenda is durable. */
  change(user: string, decide: Decide): Promise<void>;
  /** The agendas as they are stored, in the order of the people; undefined where there is none. */
  stored(users: readonly string[]): Promise<readonly (Stored | undefined)[]>;
}

export interface AgendasOptions {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly key: (user: string) => StateKey;
  readonly carryOut: (user: string, outcome: Outcome) => Promise<void>;
}

/** Another writer wins each lost round, so this many in a row is a fault and not a contest. */
const attemptsMax = 5;
/** A store that did not answer gets a breath; the event comes again anyway. */
const pauseMs = 20;

interface Waiting {
  readonly decide: Decide;
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * One document a person, changed by compare-and-set: read, decide, do, keep. All that wait for a
 * person are decided together and kept in one write.
 */
export function agendas({ state, clock, key, carryOut }: AgendasOptions): Agendas {
  const queues = new Map<string, Waiting[]>();

  const attempt = async (user: string, queue: Waiting[], taken: Waiting[]): Promise<void> => {
    const stored = await state.get(key(user));
    taken.push(...queue.splice(0));
    const before = stored ? agenda.parse(stored.value) : emptyAgenda;
    const { agenda: after, effects } = decided(before, taken, clock.now());
    const lookHour =
      after.look_hour === before.look_hour ? undefined : (after.look_hour ?? undefined);
    await carryOut(user, { effects, lookHour });
    if (after !== before) {
      await state.set(key(user), after, { when: stored ? { etag: stored.etag } : "absent" });
    }
    for (const { resolve } of taken) resolve();
  };

  const round = async (user: string, queue: Waiting[]): Promise<void> => {
    const taken: Waiting[] = [];
    for (let attempts = 1; ; attempts++) {
      try {
        await attempt(user, queue, taken);
        return;
      } catch (thrown) {
        const again = thrown instanceof ConflictError || thrown instanceof RetryableError;
        if (!again || attempts >= attemptsMax) {
          for (const { reject } of [...taken, ...queue.splice(0)]) reject(thrown);
          return;
        }
        if (thrown instanceof RetryableError) await clock.sleep(pauseMs * attempts);
      }
    }
  };

  const drain = async (user: string, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) await round(user, queue);
    queues.delete(user);
  };

  return {
    stored: (users) => state.getMany(users.map(key)),
    change: (user, decide) =>
      new Promise((resolve, reject) => {
        const waiting = { decide, resolve, reject };
        const queue = queues.get(user);
        if (queue) {
          queue.push(waiting);
          return;
        }
        const started = [waiting];
        queues.set(user, started);
        drain(user, started).catch(reject);
      }),
  };
}

/** All decisions one after the other. One that cannot be made is refused alone. */
function decided(before: Agenda, taken: Waiting[], nowMs: number): Decision {
  let all = unchanged(before);
  for (const waiting of [...taken]) {
    try {
      const { agenda: after, effects } = waiting.decide(all.agenda, nowMs);
      all = { agenda: after, effects: [...all.effects, ...effects] };
    } catch (thrown) {
      taken.splice(taken.indexOf(waiting), 1);
      waiting.reject(thrown instanceof RecurrenceError ? unreadable(thrown) : thrown);
    }
  }
  return all;
}

/** A rule that cannot be read today cannot be read tomorrow either. */
const unreadable = ({ field, message }: RecurrenceError) =>
  new TerminalError(`recurrence.${field}: ${message}`);
