import { expect, test } from "vitest";
import type { Resource } from "./resource.ts";
import { rules } from "./rules.ts";
import { database, fixtures } from "./testing/fixtures.ts";

test.each(fixtures)("%s is kept, and broken with a way out", (name, kept, broken, said) => {
  const rule = rules.find((each) => each.name === name);
  expect(rule?.broken(kept, { data: "protected" })).toEqual([]);
  expect(rule?.broken(broken, { data: "protected" })).toEqual([expect.stringContaining(said)]);
});

test("every rule has a fixture", () => {
  expect(new Set(fixtures.map(([name]) => name))).toEqual(new Set(rules.map(({ name }) => name)));
});

test("a topic that the engine makes itself is held to its week, too", () => {
  const rule = rules.find(({ name }) => name === "topics-keep-a-week");
  const topic = (days: number): Resource => ({
    type: "pulumi-nodejs:dynamic/kafka:Topic",
    name: "orders",
    props: { config: { "retention.ms": String(days * 86_400_000) } },
    protect: false,
  });
  expect(rule?.broken([topic(7)], { data: "free" })).toEqual([]);
  expect(rule?.broken([topic(6)], { data: "free" })).toHaveLength(1);
});

test("data that is free needs no protection", () => {
  const rule = rules.find(({ name }) => name === "data-is-protected");
  expect(rule?.broken([database(false)], { data: "free" })).toEqual([]);
});
