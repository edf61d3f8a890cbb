import type { Duration } from "./duration.ts";

/** JSON Schema 2020-12, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The CloudEvents attributes that follow from an event's data. */
export interface EventAttributes {
  /** Unique and the same at every publication of the event: consumers recognise a duplicate by it. */
  readonly id: string;
  /** The aggregate that changed. */
  readonly subject: string;
  /** Events with one key keep their order: the partition key. */
  readonly key: string;
  /** Position in the owner's log, gap-free per key. */
  readonly sequence: number;
}

/** A domain event's topic: its name, what it carries, and how long it is kept. */
export interface Topic<Name extends string = string, Data = unknown> {
  readonly name: Name;
  /** The topic it shares with related events when an environment chooses the by-stream layout. */
  readonly stream: string;
  /** Version of the data's schema, "major.minor"; minor changes only add. */
  readonly schemaVersion: string;
  readonly schema: JsonSchema;
  /** How long a consumer may be away without losing an event. At least 7 days. */
  readonly retention: Duration;
  /** One sentence for the generated documents. */
  readonly summary: string;
  /** Turns unknown JSON into the data, or throws an error that names the bad field. */
  // A method, not a property: methods compare bivariantly, so that Topic<"a", A> is a Topic.
  parse(json: unknown): Data;
  /** Makes data of an event of another type that the runtime itself put into this topic. */
  adopt?(event: Readonly<Record<string, unknown>>): Data;
  attributes(data: Data): EventAttributes;
}

/** What a topic carries. */
export type DataOf<T> = T extends Topic<string, infer Data> ? Data : never;
