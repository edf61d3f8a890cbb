import type { RuntimeClock } from "./clock.ts";
import type { CloudEvent } from "./cloud-event.ts";
import { number, numberOrNone, type Row, type Store, text } from "./store.ts";

/** A topic of the broker, and how long it keeps its events. */
export interface TopicSettings {
  readonly name: string;
  readonly retentionMs: number;
}

/** What a reader finds at a place. */
export interface Message {
  readonly offset: number;
  readonly partition: number;
  readonly key: string;
  readonly type: string;
  readonly at: number;
  readonly expires: number | undefined;
  readonly traceparent: string;
  /** The CloudEvent. */
  readonly event: string;
}

/** What is added to a topic. */
export type NewMessage = Pick<Message, "key" | "type" | "expires" | "traceparent" | "event">;

/** Events of one key stay in order; more partitions would let more keys go at once. */
export const partitionCount = 6;

/** The durable log of each topic. */
export interface Messages {
  /** Whether the topic exists. */
  has(topic: string): boolean;
  /** Resolves when all are durable; all or nothing. */
  append(pubsub: string, topic: string, added: readonly NewMessage[]): Promise<void>;
  read(
    at: { pubsub: string; topic: string; partition: number },
    after: number,
    limit: number,
  ): readonly Message[];
  /** Hears of each partition that grew. */
  onAppended(listener: (pubsub: string, topic: string, partition: number) => void): void;
  /** Removes what is older than its topic keeps. */
  sweep(): Promise<void>;
}

/** The message log; without settings any topic exists and is kept. */
export function messageLog(
  db: Store,
  clock: RuntimeClock,
  topics: readonly TopicSettings[] | undefined,
): Messages {
  const known = topics && new Set(topics.map(({ name }) => name));
  const listeners: ((pubsub: string, topic: string, partition: number) => void)[] = [];
  const insert = db.prepare(
    "INSERT INTO messages (pubsub, topic, partition, key, type, at, expires, traceparent, event) " +
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const select = db.prepare(
    "SELECT offset, partition, key, type, at, expires, traceparent, event FROM messages " +
      "WHERE pubsub = ? AND topic = ? AND partition = ? AND offset > ? ORDER BY offset LIMIT ?",
  );
  const removeOld = db.prepare("DELETE FROM messages WHERE topic = ? AND at < ?");

  return {
    has: (topic) => known?.has(topic) ?? true,
    async append(pubsub, topic, added) {
      const grown = new Set<number>();
      await db.write(
        () => {
          for (const { key, type, expires, traceparent, event } of added) {
            const at = clock.now();
            const part = partitionOf(key);
            grown.add(part);
            insert.run(pubsub, topic, part, key, type, at, expires ?? null, traceparent, event);
          }
        },
        added.length > 1 ? "atomic" : "single",
      );
      for (const part of grown) for (const heard of listeners) heard(pubsub, topic, part);
    },
    read: ({ pubsub, topic, partition }, after, limit) =>
      select.all(pubsub, topic, partition, after, limit).map(messageOf),
    onAppended: (listener) => listeners.push(listener),
    sweep: () =>
      db.write(() => {
        for (const { name, retentionMs } of topics ?? []) {
          removeOld.run(name, clock.now() - retentionMs);
        }
      }),
  };
}

/** The event as a message; without a key of its own it goes by its id, to any partition. */
export const messageFor = (event: CloudEvent, key: string | undefined): NewMessage => ({
  key: key ?? event.id,
  type: event.type,
  expires: event.expires,
  traceparent: event.traceparent,
  event: event.json,
});

/** FNV-1a: quick, and even enough over ids. */
export function partitionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % partitionCount;
}

const messageOf = (row: Row): Message => ({
  offset: number(row, "offset"),
  partition: number(row, "partition"),
  key: text(row, "key"),
  type: text(row, "type"),
  at: number(row, "at"),
  expires: numberOrNone(row, "expires"),
  traceparent: text(row, "traceparent"),
  event: text(row, "event"),
});
