import type { Admin } from "kafkajs";
import type { KafkaLogin } from "./kafka-login.ts";

/**
 * Does some work as the broker's administrator. The engine runs it apart from this program, as text:
 * what it needs is loaded inside, and nothing around it is meant.
 */
export async function withAdmin<Result>(
  { brokers, user, password, tls }: KafkaLogin,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const { Kafka, logLevel } = await import("kafkajs");
  const kafka = new Kafka({
    clientId: "platform",
    brokers: [...brokers],
    ssl: tls === "public",
    sasl: { mechanism: "scram-sha-256", username: user, password },
    logLevel: logLevel.NOTHING,
    connectionTimeout: 5_000,
    retry: { retries: 3 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`broker: ${brokers.join(", ")} cannot be reached as ${user}: ${why}`);
  }
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
