import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import { json, noContent, refusal } from "./answers.ts";
import type { RuntimeClock } from "./clock.ts";
import { type CloudEvent, cloudEvent, cloudEventType, NotACloudEvent } from "./cloud-event.ts";
import { isObject, parseJson, textOf, textsOf } from "./json.ts";
import { type Messages, messageFor, type NewMessage } from "./messages.ts";
import type { Component } from "./resources.ts";
import type { TopicScopes } from "./topic-scopes.ts";

/** The publish API of one app. */
export interface PublishApi {
  one(app: string, path: string, query: string, call: HttpCall): Promise<HttpAnswer>;
  bulk(app: string, path: string, query: string, call: HttpCall): Promise<HttpAnswer>;
}

/** The pub/sub components that an app sees, with what they let it do. */
export type PubsubsOf = (
  app: string,
) => ReadonlyMap<string, { readonly component: Component; readonly scopes: TopicScopes }>;

/** What both ways to publish share: where to, with which metadata. */
interface Target {
  readonly app: string;
  readonly pubsub: string;
  readonly topic: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The publish API. An answer of 204 means that the events are durable. */
export function publishApi(
  messages: Messages,
  pubsubsOf: PubsubsOf,
  clock: RuntimeClock,
): PublishApi {
  const targetOf = (app: string, path: string, query: string): Target | HttpAnswer => {
    const slash = path.indexOf("/");
    const pubsub = path.slice(0, slash < 0 ? path.length : slash);
    const topic = slash < 0 ? "" : path.slice(slash + 1);
    const pubsubs = pubsubsOf(app);
    if (pubsubs.size === 0) {
      return refusal(400, "ERR_PUBSUB_NOT_CONFIGURED", `no pubsub is configured for ${app}`);
    }
    const found = pubsubs.get(pubsub);
    if (!found) return refusal(404, "ERR_PUBSUB_NOT_FOUND", `pubsub ${pubsub} is not found`);
    if (topic === "") return refusal(404, "ERR_TOPIC_EMPTY", `the topic of ${pubsub} is missing`);
    if (!found.scopes.mayPublish(app, topic)) {
      const message = `topic ${topic} is not allowed for app id ${app}`;
      return refusal(403, "ERR_PUBSUB_FORBIDDEN", message);
    }
    if (!messages.has(topic)) {
      const message = `topic ${topic} does not exist in ${pubsub}: declare it`;
      return refusal(500, "ERR_PUBSUB_PUBLISH_MESSAGE", message);
    }
    return { app, pubsub, topic, metadata: metadataOf(query) };
  };

  const eventOf = (target: Target, data: unknown, contentType: string, call: HttpCall) =>
    cloudEvent({
      ...target,
      contentType,
      data,
      traceparent: call.headers.traceparent,
      tracestate: call.headers.tracestate,
      now: clock.now(),
    });

  const append = async ({ pubsub, topic }: Target, added: readonly NewMessage[]) => {
    await messages.append(pubsub, topic, added);
    return noContent;
  };

  return {
    async one(app, path, query, call) {
      const target = targetOf(app, path, query);
      if ("status" in target) return target;
      const isRaw = target.metadata.rawPayload === "true";
      const contentType = call.headers["content-type"] ?? "text/plain";
      const event = read(() =>
        eventOf(target, call.body, isRaw ? cloudEventType : contentType, call),
      );
      return "status" in event
        ? event
        : append(target, [messageFor(event, keyOf(target.metadata))]);
    },
    async bulk(app, path, query, call) {
      const target = targetOf(app, path, query);
      if ("status" in target) return target;
      const entries = entriesOf(parseJson(call.body));
      if (typeof entries === "string") return refusal(400, "ERR_PUBSUB_EVENTS_SER", entries);
      const added: NewMessage[] = [];
      for (const entry of entries) {
        // The request's metadata wins over the entry's (seen on daprd 1.18.2).
        const metadata = { ...entry.metadata, ...target.metadata };
        const event = read(() =>
          eventOf({ ...target, metadata }, entry.event, entry.contentType, call),
        );
        if ("status" in event) return event;
        added.push(messageFor(event, keyOf(metadata)));
      }
      return append(target, added);
    },
  };
}

function read(make: () => CloudEvent): CloudEvent | HttpAnswer {
  try {
    return make();
  } catch (thrown) {
    if (!(thrown instanceof NotACloudEvent)) throw thrown;
    return json(400, { errorCode: "ERR_PUBSUB_CLOUD_EVENTS_SER", message: thrown.message });
  }
}

const keyOf = (metadata: Readonly<Record<string, string>>) =>
  metadata.partitionKey ?? metadata.__key;

const metadataPrefix = "metadata.";

function metadataOf(query: string): Record<string, string> {
  if (query === "") return {};
  return Object.fromEntries(
    [...new URLSearchParams(query)].flatMap(([name, value]) =>
      name.startsWith(metadataPrefix) ? [[name.slice(metadataPrefix.length), value]] : [],
    ),
  );
}

interface Entry {
  readonly event: unknown;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

function entriesOf(body: unknown): readonly Entry[] | string {
  if (!Array.isArray(body)) return "the body is not a JSON array of entries";
  const ids = new Set<string>();
  const entries: Entry[] = [];
  for (const item of body as readonly unknown[]) {
    const id = isObject(item) ? textOf(item, "entryId") : undefined;
    if (!isObject(item) || !id) return '"entryId" is missing in an entry';
    if (ids.has(id)) return `entryId "${id}" is there twice`;
    ids.add(id);
    const fallback = typeof item.event === "string" ? "text/plain" : "application/json";
    const contentType = textOf(item, "contentType") || fallback;
    entries.push({ event: item.event, contentType, metadata: textsOf(item.metadata) });
  }
  return entries;
}
