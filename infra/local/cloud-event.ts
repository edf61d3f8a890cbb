import { randomUUID } from "node:crypto";
import { isObject, type JsonObject, parseJson } from "./json.ts";

/** What a publisher sent, before it is an event. */
export interface Payload {
  readonly app: string;
  readonly pubsub: string;
  readonly topic: string;
  readonly contentType: string;
  /** Text, or what stood as JSON inside a bulk request. */
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, string>>;
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
  readonly now: number;
}

/** An event as it is kept and handed over. */
export interface CloudEvent {
  readonly id: string;
  readonly type: string;
  readonly traceparent: string;
  readonly json: string;
  /** When it is too late to deliver it. */
  readonly expires: number | undefined;
}

/** The publisher said "this is a CloudEvent", and it is not. */
export class NotACloudEvent extends Error {
  override readonly name = "NotACloudEvent";
}

/** The content type of an event that is complete already. */
export const cloudEventType = "application/cloudevents+json";

const overridable = ["id", "type", "source", "subject", "dataschema", "time"];

/** Wraps plain data in an event; one that is an event already keeps all but its trace. */
export function cloudEvent(payload: Payload): CloudEvent {
  const { metadata, now } = payload;
  const ttlSeconds = Number(metadata.ttlInSeconds ?? Number.NaN);
  const expires = ttlSeconds > 0 ? now + ttlSeconds * 1_000 : undefined;
  const traceparent = payload.traceparent ?? newTraceparent();
  const event = {
    ...(payload.contentType.startsWith(cloudEventType) ? given(payload) : wrapped(payload)),
    pubsubname: payload.pubsub,
    topic: payload.topic,
    // Dapr writes the trace of the call over the event's own (seen on 1.18.2).
    traceid: traceparent.slice(3, 35),
    traceparent,
    tracestate: payload.tracestate ?? "",
    ...(expires === undefined ? {} : { expiration: new Date(expires).toISOString() }),
  };
  const { id, type } = event;
  return { id, type, traceparent, json: JSON.stringify(event), expires };
}

type Named = JsonObject & { readonly id: string; readonly type: string };

function given({ data, app }: Payload): Named {
  const event = typeof data === "string" ? parseJson(data) : data;
  if (!isObject(event)) throw new NotACloudEvent("the body is not a CloudEvent: no JSON object");
  return {
    specversion: "1.0",
    source: app,
    ...event,
    id: String(event.id ?? randomUUID()),
    type: String(event.type ?? defaultType),
  };
}

const defaultType = "com.dapr.event.sent";

function wrapped({ app, contentType, data, metadata, now }: Payload): Named {
  const overrides = Object.fromEntries(
    overridable.flatMap((name) => {
      const value = metadata[`cloudevent.${name}`];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return {
    ...dataOf(contentType, data),
    datacontenttype: contentType,
    source: app,
    specversion: "1.0",
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    ...overrides,
    id: overrides.id ?? randomUUID(),
    type: overrides.type ?? defaultType,
  };
}

function dataOf(contentType: string, data: unknown): JsonObject {
  if (typeof data !== "string") return { data };
  if (/^application\/(?:json|[^;]*\+json)/.test(contentType)) {
    return { data: parseJson(data) ?? data };
  }
  if (contentType.startsWith("application/octet-stream")) {
    return { data_base64: Buffer.from(data).toString("base64") };
  }
  return { data };
}

const newTraceparent = () =>
  `00-${randomUUID().replaceAll("-", "")}-${randomUUID().replaceAll("-", "").slice(0, 16)}-00`;
