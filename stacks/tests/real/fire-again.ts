import kafkajs, { type Message } from "kafkajs";
import { withKafkaAdmin } from "../../../infra/real/kafka-admin.ts";
import type { RealApplication } from "../../real-application.ts";

/** What the broker has just been asked for arrives in some milliseconds. */
const readWithinMs = 60_000;

/**
 * Publishes every event that the broker still has once more, as it is: the same key, the same id,
 * the old time. Gives how many that were.
 */
export async function publishAllAgain({ platform }: RealApplication): Promise<number> {
  const { brokers, operator } = platform;
  const kafka = new kafkajs.Kafka({
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    ...(operator && { sasl: { mechanism: "scram-sha-256", ...operator } }),
  });
  const ends = await endsOf(platform);
  const kept = await readTo(kafka, ends);
  const producer = kafka.producer();
  await producer.connect();
  try {
    for (const [topic, messages] of kept) await producer.send({ topic, messages });
  } finally {
    await producer.disconnect();
  }
  return [...kept.values()].reduce((sum, { length }) => sum + length, 0);
}

/** Of each topic that is not the broker's own: how many events there are. */
const endsOf = ({ brokers, operator }: RealApplication["platform"]) =>
  withKafkaAdmin(brokers, operator, async (admin) => {
    const ends = new Map<string, number>();
    const names = await admin.listTopics();
    for (const topic of names.filter((name) => !name.startsWith("__"))) {
      const offsets = await admin.fetchTopicOffsets(topic);
      const count = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
      if (count > 0) ends.set(topic, count);
    }
    return ends;
  });

async function readTo(
  kafka: kafkajs.Kafka,
  ends: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, Message[]>> {
  const kept = new Map([...ends.keys()].map((topic) => [topic, [] as Message[]]));
  const isComplete = () => [...ends].every(([topic, end]) => (kept.get(topic)?.length ?? 0) >= end);
  const complete = Promise.withResolvers<void>();
  const late = setTimeout(
    () => complete.reject(new Error("the broker keeps events back")),
    readWithinMs,
  );
  const consumer = kafka.consumer({ groupId: "whoever-reads-all-again" });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [...ends.keys()], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ topic, message: { key, value, headers } }) => {
        kept.get(topic)?.push({ key, value, ...(headers && { headers }) });
        if (isComplete()) complete.resolve();
      },
    });
    await complete.promise;
  } finally {
    clearTimeout(late);
    await consumer.disconnect();
  }
  return kept;
}
