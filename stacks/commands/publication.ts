import { incompatibilities } from "../../components/model/compatibility.ts";
import type { JsonSchema, Topic } from "../../components/model/topic.ts";

/** The schema of a topic as others rely on it. */
export interface Published {
  readonly topic: string;
  readonly schemaVersion: string;
  readonly schema: JsonSchema;
}

/** What publishing the present topics would mean; nothing is written here. */
export interface Publication {
  /** Sentences that refuse it, by topic. */
  readonly problems: readonly string[];
  /** What differs from what was published, and may be published. */
  readonly changed: readonly Published[];
}

/** Compares the topics of today with what was published of them. */
export function publication(
  topics: readonly Topic[],
  published: readonly Published[],
): Publication {
  const before = new Map(published.map((each) => [each.topic, each]));
  const present = topics.map(asPublished);
  const names = new Set(present.map(({ topic }) => topic));
  return {
    problems: [
      ...published
        .filter(({ topic }) => !names.has(topic))
        .map(({ topic }) => `${topic}: was published and is gone; readers may still wait for it`),
      ...present.flatMap((now) => problemsOf(before.get(now.topic), now)),
    ],
    changed: present.filter((now) => textOf(now) !== textOf(before.get(now.topic))),
  };
}

function problemsOf(before: Published | undefined, now: Published): readonly string[] {
  if (before === undefined) return [];
  return incompatibilities(before.schema, now.schema).map(
    (sentence) => `${now.topic}: ${sentence}`,
  );
}

const asPublished = ({ name, schemaVersion, schema }: Topic): Published => ({
  topic: name,
  schemaVersion,
  schema,
});

/** The form in which it is kept. */
export const textOf = (published: Published | undefined): string =>
  `${JSON.stringify(published, undefined, 2)}\n`;
