import { z } from "zod";
import type { JsonSchema, Topic } from "../../../components/model/topic.ts";

const moment = z.iso.datetime({ offset: true });
/** What set the event aside may not say since when; a letter with an odd time is a letter still. */
const momentOrNone = moment.catch(new Date(0).toISOString());

const schema = z.object({
  /** The CloudEvent as it was delivered, untouched. */
  original: z.record(z.string(), z.unknown()),
  error: z.object({ name: z.string(), message: z.string() }),
  attempts: z.int().min(1),
  consumer: z.string(),
  first_seen: moment,
});

export type DeadLetter = z.output<typeof schema>;

/** Events that a service could not take, with the reason, kept for a person to look at. */
export const deadLetters: Topic<"dlq-events", DeadLetter> = {
  name: "dlq-events",
  stream: "dlq-events",
  summary: "Events that a service could not take, with the reason, for a person to look at.",
  schemaVersion: "1.0",
  retention: "30d",
  schema: z.toJSONSchema(schema) as JsonSchema,
  parse: (json) => schema.parse(json),
  // The runtime's own dead letter is the bare original: it could not read it, or nobody took it.
  adopt: (original) =>
    schema.parse({
      original,
      error: {
        name: "Undelivered",
        message: "no service took it; the log of the sidecar that read it says why",
      },
      attempts: 1,
      consumer: "unknown",
      first_seen: momentOrNone.parse(original.time),
    }),
  attributes: (letter) => {
    const id = `${letter.consumer}:${String(letter.original.id)}`;
    return { id, subject: letter.consumer, key: id, sequence: 0 };
  },
};
