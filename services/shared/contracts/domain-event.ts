import { z } from "zod";
import type { JsonSchema, Topic } from "../../../components/model/topic.ts";

/** Ids of people become part of keys and topics' partition keys: a closed alphabet keeps them inert. */
export const userId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
/** Ids of aggregates; recurring occurrences derive theirs from a date, hence "." and ":" stay out. */
export const aggregateId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/, "must be an id as an answer of ours has named it");
export const instant = z.iso.datetime({ offset: false });

/** Version of the envelope and of every payload; a minor version only adds optional fields. */
const schemaVersion = "1.0";

/** What every domain event says about itself, around the aggregate's full state after the change. */
export interface DomainEvent<Payload> {
  /** `{user_id}:{sequence}`, the same at every publication. */
  readonly event_id: string;
  readonly event_type: string;
  readonly schema_version: string;
  readonly aggregate_id: string;
  /** Grows by one with each change of the aggregate: an older one is a duplicate. */
  readonly aggregate_version: number;
  readonly user_id: string;
  readonly timestamp: string;
  readonly payload: Payload;
}

interface About {
  readonly stream: string;
  readonly summary: string;
}

/** A topic whose data is a domain event with this payload. */
export function domainEvent<const Name extends string, S extends z.ZodType>(
  name: Name,
  payload: S,
  { stream, summary }: About,
): Topic<Name, DomainEvent<z.output<S>>> {
  const schema = z.object({
    event_id: z.string().regex(/^[A-Za-z0-9_-]{1,64}:[0-9]{1,15}$/),
    event_type: z.literal(name),
    schema_version: z.string().regex(/^\d+\.\d+$/),
    aggregate_id: aggregateId,
    aggregate_version: z.int().min(1),
    user_id: userId,
    timestamp: instant,
    payload,
  });
  return {
    name,
    stream,
    summary,
    schemaVersion,
    retention: "7d",
    schema: z.toJSONSchema(schema) as JsonSchema,
    parse: (json) => schema.parse(json) as DomainEvent<z.output<S>>,
    attributes: (event) => ({
      id: event.event_id,
      subject: event.aggregate_id,
      key: event.user_id,
      sequence: sequenceOf(event.event_id),
    }),
  };
}

/** The position in the user's log that an event id carries. */
export const sequenceOf = (eventId: string): number =>
  Number(eventId.slice(eventId.lastIndexOf(":") + 1));

export const eventId = (user: string, sequence: number): string => `${user}:${sequence}`;
