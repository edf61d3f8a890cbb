import { expect, test } from "vitest";
import { daprSettings } from "./start-dapr-settings.ts";

test("nothing said means: one replica on Kafka and PostgreSQL of our own, on this machine", () => {
  expect(daprSettings({})).toMatchObject({
    kind: "settings",
    port: 8_080,
    host: "127.0.0.1",
    replicas: 1,
    store: { kind: "postgresql" },
    brokers: [],
    topicLayout: "by-type",
  });
});

test("one value swaps the store", () => {
  expect(daprSettings({ STATE_STORE: "redis" })).toMatchObject({ store: { kind: "redis" } });
});

test("broker and stores may be somebody else's", () => {
  const url = "postgres://me:secret@db.example:5432/nudge?sslmode=require";
  expect(daprSettings({ BROKERS: "a:9092,b:9092", DATABASE_URL: url })).toMatchObject({
    brokers: ["a:9092", "b:9092"],
    store: { kind: "postgresql", url },
  });
  const redis = { STATE_STORE: "redis", REDIS_HOST: "cache:6379", REDIS_PASSWORD: "secret" };
  expect(daprSettings(redis)).toMatchObject({
    store: { kind: "redis", address: "cache:6379", password: "secret" },
  });
});

test.each([
  ["PORT", "80a"],
  ["PORT", "0"],
  ["REPLICAS", "0"],
  ["REPLICAS", "4"],
  ["STATE_STORE", "mysql"],
  ["BROKERS", "a"],
  ["TOPIC_LAYOUT", "one"],
  ["ZIPKIN_URL", "there"],
  ["LOGS", ""],
])("%s=%j is refused by its name", (name, value) => {
  const settings = daprSettings({ [name]: value });
  expect(settings).toMatchObject({ kind: "wrong" });
  expect(settings.kind === "wrong" && settings.problems[0]).toMatch(new RegExp(`^${name}`));
});

test("every wrong variable is named at once, and none shows a password", () => {
  const settings = daprSettings({ PORT: "x", REPLICAS: "9", DATABASE_URL: "mysql://me:secret@db" });
  expect(settings.kind === "wrong" ? settings.problems : []).toHaveLength(3);
  expect(JSON.stringify(settings)).not.toContain("secret");
});
