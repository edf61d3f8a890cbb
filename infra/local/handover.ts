import { randomUUID } from "node:crypto";
import type { HttpAnswer } from "../../components/model/http.ts";
import type { App } from "./app.ts";
import { cloudEventType } from "./cloud-event.ts";
import { isObject, parseJson } from "./json.ts";
import type { Message } from "./messages.ts";
import type { Reading } from "./subscriptions.ts";

/** What the app said of an event. */
export type Verdict = "done" | "drop" | "retry";

/** Hands one event to its route. */
export async function handOver(reading: Reading, app: App, message: Message): Promise<Verdict> {
  const path = reading.pathOf(message.type);
  // No route: Dapr acknowledges what nobody wants.
  if (path === undefined) return "done";
  const headers = {
    ...app.headers,
    "content-type": cloudEventType,
    traceparent: message.traceparent,
    pubsubname: reading.pubsub,
    __topic: reading.topic,
    __key: message.key,
    __partition: String(message.partition),
    __offset: String(message.offset),
    __timestamp: String(message.at),
  };
  return verdictOf(await app.send({ method: "POST", path, headers, body: message.event }));
}

/** Hands several events to one route, in Dapr's bulk form; a verdict for each, in their order. */
export async function handOverAll(
  reading: Reading,
  app: App,
  path: string,
  batch: readonly Message[],
): Promise<readonly Verdict[]> {
  const entries = batch.map(({ offset, event, key, partition }) => {
    const metadata = { __key: key, __offset: String(offset), __partition: String(partition) };
    return (
      `{"entryId":"${offset}","event":${event},"contentType":"${cloudEventType}",` +
      `"metadata":${JSON.stringify(metadata)}}`
    );
  });
  const envelope = JSON.stringify({
    id: randomUUID(),
    metadata: { pubsubName: reading.pubsub },
    pubsubname: reading.pubsub,
    topic: reading.topic,
    type: "com.dapr.event.sent.bulk",
  });
  const answer = await app.send({
    method: "POST",
    path,
    headers: { ...app.headers, "content-type": "application/json", pubsubname: reading.pubsub },
    body: `{"entries":[${entries.join(",")}],${envelope.slice(1)}`,
  });
  if (answer.status === 404) return batch.map(() => "drop");
  const statuses = isSuccess(answer) ? statusesOf(answer.body) : new Map<string, unknown>();
  // An entry that the answer does not name was not handled.
  return batch.map(({ offset }) => {
    const id = String(offset);
    return statuses.has(id) ? verdictOfStatus(statuses.get(id)) : "retry";
  });
}

function verdictOf(answer: HttpAnswer): Verdict {
  if (answer.status === 404) return "drop";
  if (!isSuccess(answer)) return "retry";
  const body = answer.body === "" ? undefined : parseJson(answer.body);
  return isObject(body) ? verdictOfStatus(body.status) : "done";
}

function verdictOfStatus(status: unknown): Verdict {
  if (status === undefined || status === "" || status === "SUCCESS") return "done";
  return status === "DROP" ? "drop" : "retry";
}

const isSuccess = ({ status }: HttpAnswer) => status >= 200 && status < 300;

function statusesOf(body: string): ReadonlyMap<string, unknown> {
  const parsed = parseJson(body);
  const listed: readonly unknown[] =
    isObject(parsed) && Array.isArray(parsed.statuses) ? parsed.statuses : [];
  return new Map(listed.filter(isObject).map((s) => [String(s.entryId), s.status ?? "RETRY"]));
}
