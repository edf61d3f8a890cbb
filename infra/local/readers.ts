import type { Activity } from "./activity.ts";
import type { App } from "./app.ts";
import type { RuntimeClock } from "./clock.ts";
import { handOver, handOverAll, type Verdict } from "./handover.ts";
import { messageOf } from "./json.ts";
import { type Message, type Messages, partitionCount } from "./messages.ts";
import type { Places } from "./places.ts";
import type { Retries } from "./retry.ts";
import type { OnProblem, Reading } from "./subscriptions.ts";

/** What the readers stand on. */
export interface ReaderPorts {
  readonly messages: Messages;
  readonly places: Places;
  readonly clock: RuntimeClock;
  readonly activity: Activity;
  readonly onProblem: OnProblem;
  readonly isClosing: () => boolean;
}

/** One app's reading of one topic, with what its failures lead to. */
export interface ReaderSettings {
  readonly reading: Reading;
  readonly app: App;
  readonly retries: Retries;
  /** Undefined: the topic cannot be used, so failed events stay. */
  readonly deadLetterTopic: string | undefined;
}

/** Reads each partition by itself, one hand-over at a time, in order. */
export interface Reader {
  wake(partition: number): void;
  wakeAll(): void;
  stop(): void;
}

/** Without a dead-letter topic an event is tried again so often, for ever (daprd 1.18.2, Kafka). */
const endlessPauseMs = 5_000;

/** So many hand-overs in one turn of the event loop, so that others get theirs. */
const turnMax = 32;

/** What of a partition is being handed over. */
interface Pending {
  /** Those not done yet. */
  left: readonly Message[];
  readonly lastOffset: number;
  failures: number;
}

interface Partition {
  readonly number: number;
  place: number;
  isRunning: boolean;
  pending: Pending | undefined;
  cancelPause: (() => void) | undefined;
}

/** A reader that starts where the app stopped; a new one at the oldest event. */
export function reader(settings: ReaderSettings, ports: ReaderPorts): Reader {
  const { reading, retries, deadLetterTopic } = settings;
  const { messages, places, clock, onProblem } = ports;
  const partitions = Array.from({ length: partitionCount }, (_, number): Partition => {
    const place = places.get(reading.app, reading.pubsub, reading.topic, number);
    return { number, place, isRunning: false, pending: undefined, cancelPause: undefined };
  });

  const next = (at: Partition): Pending | undefined => {
    const where = { pubsub: reading.pubsub, topic: reading.topic, partition: at.number };
    const left = messages.read(where, at.place, Math.max(reading.bulkMax ?? 1, 1));
    const last = left.at(-1);
    return last && { left, lastOffset: last.offset, failures: 0 };
  };

  const setAside = async (those: readonly Message[]): Promise<void> => {
    if (deadLetterTopic !== undefined) {
      await messages.append(reading.pubsub, deadLetterTopic, those);
    }
  };

  /** True when it is settled; false when it waits for another attempt. */
  const attempt = async (at: Partition, pending: Pending): Promise<boolean> => {
    const verdicts = await verdictsOf(settings, ports, pending.left);
    await setAsideSome(pending.left.filter((_, index) => verdicts[index] === "drop"));
    pending.left = pending.left.filter((_, index) => verdicts[index] === "retry");
    if (pending.left.length === 0) return true;
    pending.failures++;
    const pauseMs = retries(pending.failures, Math.random());
    if (pauseMs !== undefined) {
      pause(at, pauseMs);
      return false;
    }
    if (deadLetterTopic !== undefined) {
      await setAside(pending.left);
      return true;
    }
    onProblem("event.stuck", { app: reading.app, topic: reading.topic, partition: at.number });
    pending.failures = 0;
    pause(at, endlessPauseMs);
    return false;
  };

  const setAsideSome = async (dropped: readonly Message[]) => {
    if (dropped.length > 0) await setAside(dropped);
  };

  const pause = (at: Partition, ms: number) => {
    at.cancelPause = clock.setTimer(ms, () => {
      at.cancelPause = undefined;
      wake(at.number);
    });
  };

  const pump = async (at: Partition): Promise<void> => {
    for (let turn = 1; !ports.isClosing(); turn++) {
      at.pending ??= next(at);
      if (!at.pending || !(await attempt(at, at.pending))) return;
      at.place = at.pending.lastOffset;
      at.pending = undefined;
      places.move(reading.app, reading.pubsub, reading.topic, at.number, at.place);
      if (turn % turnMax === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };

  const run = async (at: Partition): Promise<void> => {
    try {
      await pump(at);
    } catch (thrown) {
      if (ports.isClosing()) return;
      onProblem("reader.failed", { app: reading.app, topic: reading.topic, ...named(thrown) });
      pause(at, endlessPauseMs);
    } finally {
      at.isRunning = false;
    }
  };

  const wake = (number: number) => {
    const at = partitions[number];
    if (!at || at.isRunning || at.cancelPause || ports.isClosing()) return;
    at.isRunning = true;
    void ports.activity.track(run(at));
  };

  return {
    wake,
    wakeAll: () => {
      for (const { number } of partitions) wake(number);
    },
    stop: () => {
      for (const { cancelPause } of partitions) cancelPause?.();
    },
  };
}

const named = (thrown: unknown) => ({ error: messageOf(thrown) });

/** What the app says of each; an app that does not answer says "again". */
async function verdictsOf(
  { reading, app }: ReaderSettings,
  { clock, onProblem }: ReaderPorts,
  batch: readonly Message[],
): Promise<readonly Verdict[]> {
  const verdicts = new Map<Message, Verdict>();
  const living: Message[] = [];
  for (const message of batch) {
    // An event that came too late goes the way of a dropped one (daprd 1.18.2).
    if (message.expires !== undefined && message.expires <= clock.now()) {
      verdicts.set(message, "drop");
    } else living.push(message);
  }
  const give = async (those: readonly Message[], hand: () => Promise<readonly Verdict[]>) => {
    const said = await hand().catch((thrown: unknown) => {
      onProblem("event.not-handed-over", { app: reading.app, ...named(thrown) });
      return [];
    });
    for (const [index, message] of those.entries()) verdicts.set(message, said[index] ?? "retry");
  };
  if (reading.bulkMax === undefined) {
    for (const one of living) await give([one], async () => [await handOver(reading, app, one)]);
  } else {
    for (const [path, those] of Map.groupBy(living, ({ type }) => reading.pathOf(type))) {
      await give(those, async () =>
        path === undefined ? those.map(() => "done") : handOverAll(reading, app, path, those),
      );
    }
  }
  return batch.map((message) => verdicts.get(message) ?? "retry");
}
