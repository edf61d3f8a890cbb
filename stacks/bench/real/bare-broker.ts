import kafkajs, { type Admin, type Consumer, type Producer } from "kafkajs";
import { z } from "zod";
import { reminderTriggered } from "../../../services/shared/contracts/reminder-triggered.ts";
import { taskCreated } from "../../../services/shared/contracts/task-created.ts";
import type { RealPlatform } from "../../real-platform.ts";
import { momentNow } from "./moments.ts";

// A CommonJS package: Node finds only its default export.
const { Kafka, logLevel } = kafkajs;

/** An event as a reader at the broker had it. */
export interface Heard {
  readonly topic: string;
  readonly atMs: number;
  readonly data: unknown;
}

/** Kafka without anything above it, and an ear at some topics of the application. */
export interface BareBroker {
  readonly producer: Producer;
  readonly admin: Admin;
  /** Every event of a new task and of a reminder that fired, by its id. */
  readonly heard: ReadonlyMap<string, Heard>;
  /** From sending a message until a reader has it, in milliseconds. */
  roundTrip(value: string): Promise<number>;
  close(): Promise<void>;
}

/** No topic and no group of the application's. */
export const bareName = "bench";
const listenedTo = [taskCreated.name, reminderTriggered.name];
const event = z.object({ id: z.string(), data: z.unknown() });

/** Connects as the operator, to whom no topic is closed. */
export async function bareBroker({ brokers, operator }: RealPlatform): Promise<BareBroker> {
  const kafka = new Kafka({
    clientId: bareName,
    brokers: [...brokers],
    logLevel: logLevel.ERROR,
    ...(operator && { sasl: { mechanism: "scram-sha-256", ...operator } }),
  });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: bareName }], waitForLeaders: true });
  const producer = kafka.producer();
  await producer.connect();
  const heard = new Map<string, Heard>();
  const arrivals = new Map<string, (atMs: number) => void>();
  const consumer = await listen(kafka.consumer({ groupId: bareName }), (topic, key, value) => {
    const atMs = momentNow();
    if (topic === bareName) {
      arrivals.get(key)?.(atMs);
      return;
    }
    const { id, data } = event.parse(JSON.parse(value));
    // Whoever publishes again was heard before.
    if (!heard.has(id)) heard.set(id, { topic, atMs, data });
  });
  let sent = 0;
  return {
    producer,
    admin,
    heard,
    async roundTrip(value) {
      sent += 1;
      const key = String(sent);
      const { promise, resolve } = Promise.withResolvers<number>();
      arrivals.set(key, resolve);
      const fromMs = momentNow();
      await producer.send({ topic: bareName, messages: [{ key, value }] });
      const ms = (await promise) - fromMs;
      arrivals.delete(key);
      return ms;
    },
    async close() {
      await Promise.all([consumer.disconnect(), producer.disconnect(), admin.disconnect()]);
    },
  };
}

async function listen(
  consumer: Consumer,
  hear: (topic: string, key: string, value: string) => void,
): Promise<Consumer> {
  await consumer.connect();
  await consumer.subscribe({ topics: [bareName, ...listenedTo], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, message: { key, value } }) =>
      hear(topic, String(key), String(value)),
  });
  return consumer;
}
