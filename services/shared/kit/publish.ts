import type { TopicLayout } from "../../../components/model/environment.ts";
import type { Send } from "../../../components/model/http.ts";
import { pubsubName } from "../../../components/model/names.ts";
import type { Topic } from "../../../components/model/topic.ts";
import { RetryableError } from "./errors.ts";
import { currentTrace, type Traceparent } from "./trace.ts";

/** An event on its way out. */
export interface Outgoing {
  readonly topic: Topic;
  readonly data: unknown;
  /** The trace of the request that caused it; the running one when left out. */
  readonly cause?: Traceparent | undefined;
}

/** Publishes in the given order. Throws RetryableError when not all were accepted. */
export type Publish = (events: readonly Outgoing[]) => Promise<void>;

/** The attribute that carries the cause: the runtime replaces a traceparent inside the event. */
export const causeAttribute = "nudgecause";

/** The publish API of the sidecar: one call a broker topic, each event keyed by its owner. */
export function daprPublish(sidecar: Send, source: string, layout: TopicLayout): Publish {
  const send = async (topic: string, events: readonly CloudEvent[]) => {
    const [first] = events;
    if (!first) return;
    const path =
      events.length === 1 ? one(topic, first) : `/v1.0/publish/bulk/${pubsubName}/${topic}`;
    const answer = await sidecar({
      method: "POST",
      path,
      headers: {
        "content-type": events.length === 1 ? cloudEventType : "application/json",
        ...(first[causeAttribute] ? { traceparent: String(first[causeAttribute]) } : {}),
      },
      body: JSON.stringify(events.length === 1 ? first : events.map(entry)),
    });
    if (answer.status >= 300) {
      throw new RetryableError(`publish ${topic}: ${answer.status} ${answer.body.slice(0, 200)}`);
    }
  };
  return async (outgoing) => {
    const byTopic = Map.groupBy(outgoing, ({ topic }) =>
      layout === "by-type" ? topic.name : topic.stream,
    );
    // At once, because order holds within a topic only; and all are waited for, so that nothing of
    // a call that failed is still on its way when it is repeated.
    const sent = await Promise.allSettled(
      [...byTopic].map(([topic, events]) =>
        send(
          topic,
          events.map((event) => cloudEvent(source, event)),
        ),
      ),
    );
    for (const one of sent) if (one.status === "rejected") throw one.reason;
  };
}

type CloudEvent = Readonly<Record<string, unknown>> & { readonly partitionKey: string };

const cloudEventType = "application/cloudevents+json";

const one = (topic: string, event: CloudEvent) =>
  `/v1.0/publish/${pubsubName}/${topic}?metadata.partitionKey=${encodeURIComponent(event.partitionKey)}`;

const entry = (event: CloudEvent, index: number) => ({
  entryId: String(index),
  event,
  contentType: cloudEventType,
  metadata: { partitionKey: event.partitionKey },
});

function cloudEvent(source: string, { topic, data, cause }: Outgoing): CloudEvent {
  const { id, subject, key, sequence } = topic.attributes(data);
  const trace = cause ?? currentTrace();
  return {
    specversion: "1.0",
    id,
    type: topic.name,
    source,
    subject,
    partitionKey: key,
    sequence: String(sequence),
    datacontenttype: "application/json",
    ...(trace ? { [causeAttribute]: trace } : {}),
    data,
  };
}
