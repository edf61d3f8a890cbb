import { randomUUID } from "node:crypto";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KafkaLogin } from "../../../infra/redpanda/kafka-login.ts";
import { Topics, type TopicsArgs } from "../../../infra/redpanda/topics.ts";
import { withAdmin } from "../../../infra/redpanda/with-admin.ts";
import { withEngine } from "../../rehearsal.ts";
import { previewed } from "./engine.ts";
import { type Held, hold } from "./hold.ts";
import { withKafka } from "./kafka.ts";

const patienceMs = 180_000;

let kafka: Held<KafkaLogin>;
let stack: Held<Stack>;
const orders = {
  name: "orders",
  partitions: 2,
  replicationFactor: 1,
  config: { "cleanup.policy": "delete", "retention.ms": "604800000" },
};
const counter = {
  name: "counter",
  password: randomUUID(),
  allowed: [
    { resource: "topic", name: "orders", pattern: "literal", operations: ["write", "describe"] },
  ],
} as const;
/** What the program asks for next. */
let wanted: Pick<TopicsArgs, "topics" | "users"> = { topics: [orders], users: [counter] };

const asCounter = (): KafkaLogin => ({
  ...kafka.value,
  user: counter.name,
  password: counter.password,
});
const topicsSeenBy = (login: KafkaLogin) => withAdmin(login, (admin) => admin.listTopics());
const partitions = () =>
  withAdmin(kafka.value, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: ["orders"] });
    return topics[0]?.partitions.length;
  });

beforeAll(async () => {
  kafka = await hold<KafkaLogin>(withKafka);
  const program = async () => {
    new Topics("topics", { login: kafka.value, ...wanted });
  };
  stack = await hold((work) => withEngine({ program }, work));
}, patienceMs);

afterAll(async () => {
  await stack?.release();
  await kafka?.release();
}, patienceMs);

describe("topics and users at a real broker with logins", () => {
  test(
    "are made, and a user logs in and sees what it may",
    async () => {
      await stack.value.up();
      expect(await partitions()).toBe(2);
      expect(await topicsSeenBy(asCounter())).toEqual(["orders"]);
      expect((await previewed(stack.value)).summary).toEqual({ same: 5 });
    },
    patienceMs,
  );

  test(
    "a change is shown topic by topic, and made",
    async () => {
      wanted = {
        ...wanted,
        topics: [
          { ...orders, partitions: 4, config: { ...orders.config, "retention.ms": "1209600000" } },
        ],
      };
      const { steps } = await previewed(stack.value);
      expect([...steps].filter(([, op]) => op !== "same")).toEqual([
        ["pulumi-nodejs:dynamic/kafka:Topic orders", "update"],
      ]);
      await stack.value.up();
      expect(await partitions()).toBe(4);
    },
    patienceMs,
  );

  test(
    "fewer partitions are refused, with the reason",
    async () => {
      const before = wanted;
      wanted = { ...wanted, topics: [orders] };
      await expect(stack.value.up()).rejects.toThrow(
        /"orders" has 4 and cannot have 2: keys would/,
      );
      expect(await partitions()).toBe(4);
      wanted = before;
    },
    patienceMs,
  );

  test(
    "a change by hand is found",
    async () => {
      await withAdmin(kafka.value, (admin) =>
        admin.createPartitions({ topicPartitions: [{ topic: "orders", count: 5 }] }),
      );
      const { changeSummary } = await stack.value.previewRefresh();
      expect(changeSummary).toMatchObject({ update: 1 });
    },
    patienceMs,
  );

  test(
    "a permission that is taken back is gone, and so is a user",
    async () => {
      wanted = { ...wanted, users: [{ ...counter, allowed: [] }] };
      await stack.value.up();
      expect(await topicsSeenBy(asCounter())).toEqual([]);
      wanted = { ...wanted, users: [] };
      await stack.value.up();
      await expect(topicsSeenBy(asCounter())).rejects.toThrow("cannot be reached as counter");
    },
    patienceMs,
  );

  test(
    "destroy keeps the events",
    async () => {
      await stack.value.destroy();
      expect(await topicsSeenBy(kafka.value)).toEqual(["orders"]);
    },
    patienceMs,
  );
});
