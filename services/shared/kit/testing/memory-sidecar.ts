import { z } from "zod";
import type { HttpAnswer, HttpCall, Send } from "../../../../components/model/http.ts";
import { pubsubName, stateStoreName } from "../../../../components/model/names.ts";

/** An event as it left the service. */
export interface Published {
  readonly topic: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/** A sidecar in memory, for tests of one service: state and publish as Dapr 1.18 answers them. */
export interface MemorySidecar {
  /** Given to several replicas, they share one store. */
  readonly send: Send;
  /** In the order of publication. */
  readonly published: readonly Published[];
  /** What is stored now, by key. */
  values(): ReadonlyMap<string, unknown>;
  /** Answers in place of the sidecar, for outages; undefined lets the call through. */
  intercept(answer: ((call: HttpCall) => HttpAnswer | undefined) | undefined): void;
}

interface Entry {
  readonly json: string;
  readonly etag: string;
  readonly until: number;
}

const writes = z.array(
  z.object({
    key: z.string().refine((key) => !key.includes("||")),
    value: z.unknown(),
    etag: z.string().optional(),
    options: z.object({ concurrency: z.string().optional() }).optional(),
    metadata: z.object({ ttlInSeconds: z.coerce.number().optional() }).optional(),
  }),
);
const reads = z.object({ keys: z.array(z.string()) });
const event = z.record(z.string(), z.unknown());
const events = z.array(z.object({ event }));

const statePath = `/v1.0/state/${stateStoreName}`;

/** `now` in milliseconds decides which values have outlived their ttl. */
export function memorySidecar(now: () => number = Date.now): MemorySidecar {
  const entries = new Map<string, Entry>();
  const published: Published[] = [];
  let etags = 0;
  let instead: ((call: HttpCall) => HttpAnswer | undefined) | undefined;

  const read = (key: string) => {
    const entry = entries.get(key);
    return entry && entry.until > now() ? entry : undefined;
  };

  const write = ({ key, value, etag, options, metadata }: z.output<typeof writes>[number]) => {
    const held = read(key);
    if (etag !== undefined && held?.etag !== etag) return answer(409, error("ERR_STATE_SAVE"));
    const isFirst = etag === undefined && options?.concurrency === "first-write";
    // Seen in Dapr 1.18: a lost first write is a failure like any other, not a conflict.
    if (isFirst && held) return answer(500, error("ERR_STATE_SAVE"));
    const seconds = metadata?.ttlInSeconds;
    const until = seconds === undefined ? Number.POSITIVE_INFINITY : now() + seconds * 1_000;
    entries.set(key, { json: JSON.stringify(value), etag: String(++etags), until });
    return undefined;
  };

  const state = ({ method, path, headers, body }: HttpCall): HttpAnswer => {
    if (path === statePath) {
      for (const item of writes.parse(JSON.parse(body))) {
        const refusal = write(item);
        if (refusal) return refusal;
      }
      return answer(204);
    }
    if (path === `${statePath}/bulk`) {
      const found = reads.parse(JSON.parse(body)).keys.map((key) => {
        const held = read(key);
        return held ? { key, data: JSON.parse(held.json), etag: held.etag } : { key };
      });
      return answer(200, JSON.stringify(found));
    }
    const key = decodeURIComponent(path.slice(statePath.length + 1));
    const held = read(key);
    if (method === "DELETE") {
      if ("if-match" in headers && held?.etag !== headers["if-match"]) {
        return answer(409, error("ERR_STATE_DELETE"));
      }
      entries.delete(key);
      return answer(204);
    }
    return held ? answer(200, held.json, { etag: held.etag }) : answer(204);
  };

  const publish = (path: string, body: string, prefix: string): HttpAnswer => {
    const topic = path.slice(prefix.length).split("?")[0] ?? "";
    const parsed: unknown = JSON.parse(body);
    const list = Array.isArray(parsed) ? events.parse(parsed) : [{ event: event.parse(parsed) }];
    published.push(...list.map((entry) => ({ topic, event: entry.event })));
    return answer(204);
  };

  return {
    published,
    values: () => {
      const living = [...entries].filter(([key]) => read(key));
      return new Map(living.map(([key, { json }]) => [key, JSON.parse(json)]));
    },
    intercept: (answers) => {
      instead = answers;
    },
    async send(call) {
      // A real sidecar answers later: without this pause no race between replicas can show.
      await new Promise((resolve) => setImmediate(resolve));
      const given = instead?.(call);
      if (given) return given;
      if (call.path.startsWith(statePath)) return state(call);
      for (const prefix of publishPaths) {
        if (call.path.startsWith(prefix)) return publish(call.path, call.body, prefix);
      }
      return call.path === "/v1.0/healthz/outbound" ? answer(204) : answer(404);
    },
  };
}

const publishPaths = [`/v1.0/publish/${pubsubName}/`, `/v1.0/publish/bulk/${pubsubName}/`];

const error = (errorCode: string) => JSON.stringify({ errorCode, message: "refused" });

const answer = (status: number, body = "", headers: HttpAnswer["headers"] = {}): HttpAnswer => ({
  status,
  headers,
  body,
});
