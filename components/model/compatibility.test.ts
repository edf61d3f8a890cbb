import { describe, expect, test } from "vitest";
import { incompatibilities } from "./compatibility.ts";

const published = {
  type: "object",
  properties: {
    id: { type: "string", minLength: 1, maxLength: 20 },
    size: { type: "integer", minimum: 0, maximum: 10 },
    colour: { type: "string", enum: ["red", "blue"] },
    kind: { type: "string", const: "shirt" },
    tags: { type: "array", items: { type: "string", maxLength: 5 } },
    seen: { anyOf: [{ type: "string" }, { type: "null" }] },
  },
  required: ["id", "size"],
  additionalProperties: false,
};
type Changes = Readonly<Record<string, unknown>>;
const withProperty = (name: string, schema: Changes) => ({
  ...published,
  properties: { ...published.properties, [name]: schema },
});

describe("what readers do not mind", () => {
  test.each<[string, Changes]>([
    ["nothing changed", published],
    ["a new optional property", withProperty("note", { type: "string" })],
    ["a longer text", withProperty("id", { type: "string", minLength: 1, maxLength: 30 })],
    ["one more colour", withProperty("colour", { type: "string", enum: ["red", "blue", "sand"] })],
    ["another description", { ...published, description: "A shirt." }],
    ["open to more", { ...published, additionalProperties: {} }],
  ])("%s", (_, present) => {
    expect(incompatibilities(published, present)).toEqual([]);
  });
});

describe("what is refused", () => {
  const { size: _, ...withoutSize } = published.properties;
  test.each<[string, Changes, string]>([
    [
      "a property taken away",
      { ...published, properties: withoutSize },
      "data.size: was removed; keep it, or make a new topic",
    ],
    [
      "a property newly required",
      { ...published, required: ["id", "size", "colour"] },
      "data.colour: is newly required; older events lack it, so make it optional",
    ],
    [
      "a property no longer required",
      { ...published, required: ["id"] },
      "data.size: is no longer required; readers rely on it",
    ],
    [
      "another type",
      withProperty("size", { type: "string", minimum: 0, maximum: 10 }),
      'data.size: type was "integer", is "string"',
    ],
    [
      "another constant",
      withProperty("kind", { type: "string", const: "hat" }),
      'data.kind: const was "shirt", is "hat"',
    ],
    [
      "a value out of an enum",
      withProperty("colour", { type: "string", enum: ["red"] }),
      'data.colour: "blue" was taken out of the enum',
    ],
    [
      "a higher minimum",
      withProperty("size", { type: "integer", minimum: 1, maximum: 10 }),
      "data.size: minimum was 0, is 1",
    ],
    [
      "a new limit",
      withProperty("tags", { type: "array", maxItems: 3, items: { type: "string", maxLength: 5 } }),
      "data.tags: maxItems was open, is 3",
    ],
    [
      "a tighter limit inside a list",
      withProperty("tags", { type: "array", items: { type: "string", maxLength: 4 } }),
      "data.tags.items: maxLength was 5, is 4",
    ],
    [
      "a new pattern",
      withProperty("id", { type: "string", minLength: 1, maxLength: 20, pattern: "^a" }),
      'data.id: pattern was open, is "^a"',
    ],
    [
      "an alternative taken away",
      withProperty("seen", { anyOf: [{ type: "string" }] }),
      'data.seen: no alternative of anyOf takes {"type":"null"} any more',
    ],
    [
      "a word nobody knows",
      { ...published, dependentRequired: { id: ["size"] } },
      "data: dependentRequired changed, and nobody knows whether readers mind",
    ],
  ])("%s", (_title, present, problem) => {
    expect(incompatibilities(published, present)).toContain(problem);
  });
});
