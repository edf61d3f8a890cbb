import type { Application } from "../model/application.ts";
import type { ServiceSpec } from "../model/service.ts";
import type { JsonSchema, Topic } from "../model/topic.ts";

export interface AsyncApi {
  readonly asyncapi: "3.0.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly defaultContentType: "application/cloudevents+json";
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
}

interface Reference {
  readonly $ref: string;
}

interface Channel {
  readonly address: string;
  readonly description: string;
  readonly messages: Readonly<Record<string, Reference>>;
}

interface Operation {
  readonly action: "send" | "receive";
  readonly channel: Reference;
  readonly summary: string;
  readonly messages: readonly Reference[];
}

interface Message {
  readonly name: string;
  readonly summary: string;
  readonly contentType: "application/cloudevents+json";
  readonly "x-schema-version": string;
  readonly payload: Reference;
}

/** The document of every event of the application: what it carries, who sends and who reads it. */
export function asyncApi(app: Application, title: string, version: string): AsyncApi {
  return {
    asyncapi: "3.0.0",
    info: {
      title,
      version,
      description: "The payload is the data of a CloudEvent 1.0 whose type is the channel's name.",
    },
    defaultContentType: "application/cloudevents+json",
    channels: Object.fromEntries(app.topics.map((topic) => [topic.name, channel(topic)])),
    operations: Object.fromEntries(app.services.flatMap(operations)),
    components: {
      messages: Object.fromEntries(app.topics.map((topic) => [topic.name, message(topic)])),
      schemas: Object.fromEntries(app.topics.map((topic) => [topic.name, topic.schema])),
    },
  };
}

const channel = ({ name, summary, retention }: Topic): Channel => ({
  address: name,
  description: `${summary} Kept for ${retention}.`,
  messages: { [name]: { $ref: `#/components/messages/${name}` } },
});

const message = ({ name, summary, schemaVersion }: Topic): Message => ({
  name,
  summary,
  contentType: "application/cloudevents+json",
  "x-schema-version": schemaVersion,
  payload: { $ref: `#/components/schemas/${name}` },
});

const operations = (spec: ServiceSpec): readonly (readonly [string, Operation])[] => [
  ...spec.publishes.map(({ name }) => operation(spec.id, "send", name)),
  ...spec.subscribes.map(({ topic }) => operation(spec.id, "receive", topic.name)),
];

const operation = (id: string, action: Operation["action"], topic: string) =>
  [
    `${id}-${action}-${topic}`,
    {
      action,
      channel: { $ref: `#/channels/${topic}` },
      summary: `${id} ${action === "send" ? "publishes" : "reads"} ${topic}.`,
      messages: [{ $ref: `#/channels/${topic}/messages/${topic}` }],
    },
  ] as const;
