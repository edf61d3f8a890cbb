import type { Application } from "../model/application.ts";
import { milliseconds } from "../model/duration.ts";
import type { Environment } from "../model/environment.ts";
import { brokerTopics } from "./topics.ts";

/** A topic as any broker that speaks Kafka's protocol is asked for it. */
export interface KafkaTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Every topic of the application, sorted by name. They must be there before any service starts. */
export function kafkaTopics(app: Application, environment: Environment): readonly KafkaTopic[] {
  const { broker, topicLayout } = environment;
  if (broker.kind !== "kafka") return [];
  const { partitions, replication, minInsync } = broker.topics;
  return brokerTopics(app, topicLayout).map(({ name, retention }) => ({
    name,
    partitions,
    replicationFactor: replication,
    config: {
      // Events are history, not a last value a key: none is dropped for a newer one.
      "cleanup.policy": "delete",
      "min.insync.replicas": String(minInsync),
      "retention.ms": String(milliseconds(retention)),
    },
  }));
}
