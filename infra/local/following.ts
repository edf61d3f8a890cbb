import type { App } from "./app.ts";
import type { PubsubsOf } from "./publish.ts";
import { type Reader, type ReaderPorts, reader } from "./readers.ts";
import type { Resources } from "./resources.ts";
import { inboundRetries } from "./retry.ts";
import type { Reading } from "./subscriptions.ts";

/** All readers of all apps. */
export interface Following {
  /** Begins to read, when the app's scopes allow it. */
  start(reading: Reading, app: App): void;
  wake(pubsub: string, topic: string, partition: number): void;
  stop(): void;
}

/** Starts readers and wakes those whose partition grew. */
export function follower(from: {
  readonly resources: Resources;
  readonly pubsubsOf: PubsubsOf;
  readonly ports: ReaderPorts;
}): Following {
  const { messages, onProblem } = from.ports;
  const readers = new Map<string, Reader[]>();

  const deadLetterTopicOf = ({ app, pubsub, deadLetterTopic: topic }: Reading) => {
    if (topic === undefined) return undefined;
    const scopes = from.pubsubsOf(app).get(pubsub)?.scopes;
    if (scopes?.mayPublish(app, topic) && messages.has(topic)) return topic;
    onProblem("subscription.dead-letter-refused", { app, pubsub, topic });
    return undefined;
  };

  return {
    start(reading, app) {
      const { pubsub, topic } = reading;
      const names = { app: reading.app, pubsub, topic };
      const scopes = from.pubsubsOf(reading.app).get(pubsub)?.scopes;
      if (!scopes?.maySubscribe(reading.app, topic)) {
        onProblem("subscription.refused", names);
        return;
      }
      if (!messages.has(topic)) {
        onProblem("subscription.topic-unknown", names);
        return;
      }
      const retries = inboundRetries(from.resources, reading.app, pubsub);
      const deadLetterTopic = deadLetterTopicOf(reading);
      const made = reader({ reading, app, retries, deadLetterTopic }, from.ports);
      const key = `${pubsub}|${topic}`;
      readers.set(key, [...(readers.get(key) ?? []), made]);
      made.wakeAll();
    },
    wake(pubsub, topic, partition) {
      for (const one of readers.get(`${pubsub}|${topic}`) ?? []) one.wake(partition);
    },
    stop() {
      for (const one of [...readers.values()].flat()) one.stop();
    },
  };
}
