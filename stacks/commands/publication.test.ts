import { describe, expect, test } from "vitest";
import type { Topic } from "../../components/model/topic.ts";
import { publication } from "./publication.ts";

const sold = (properties: Readonly<Record<string, object>>): Topic => ({
  name: "shirt.sold",
  stream: "sales",
  schemaVersion: "1.0",
  schema: { type: "object", properties },
  retention: "7d",
  summary: "A shirt was sold.",
  parse: (json) => json,
  attributes: () => ({ id: "1", subject: "s", key: "k", sequence: 1 }),
});
const published = {
  topic: "shirt.sold",
  schemaVersion: "1.0",
  schema: { type: "object", properties: { size: { type: "integer" } } },
};

describe("publishing schemas", () => {
  test("what is as it was published needs nothing", () => {
    expect(publication([sold({ size: { type: "integer" } })], [published])).toEqual({
      problems: [],
      changed: [],
    });
  });

  test("a new topic and a new optional property may be published", () => {
    const topic = sold({ size: { type: "integer" }, colour: { type: "string" } });
    for (const before of [[], [published]]) {
      const { problems, changed } = publication([topic], before);
      expect(problems).toEqual([]);
      expect(changed).toEqual([
        { topic: "shirt.sold", schemaVersion: "1.0", schema: topic.schema },
      ]);
    }
  });

  test("a property taken away is refused, by topic and path", () => {
    expect(publication([sold({})], [published]).problems).toEqual([
      "shirt.sold: data.size: was removed; keep it, or make a new topic",
    ]);
  });

  test("a topic taken away is refused", () => {
    expect(publication([], [published]).problems).toEqual([
      "shirt.sold: was published and is gone; readers may still wait for it",
    ]);
  });
});
