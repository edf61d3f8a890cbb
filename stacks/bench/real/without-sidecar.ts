import type { Producer } from "kafkajs";
import type pg from "pg";
import { z } from "zod";
import type { HttpAnswer, HttpCall, Send } from "../../../components/model/http.ts";
import { pubsubName, stateStoreName } from "../../../components/model/names.ts";

// What the task service asks of its sidecar, done by the clients of PostgreSQL and Kafka right in
// the process of the service: what is left of a request's time is then the handler's own.

const statePath = `/v1.0/state/${stateStoreName}`;
const publishPath = `/v1.0/publish/${pubsubName}/`;
const bulkPublishPath = `/v1.0/publish/bulk/${pubsubName}/`;

const writes = z.array(
  z.object({
    key: z.string(),
    value: z.unknown(),
    etag: z.string().optional(),
    options: z.object({ concurrency: z.literal("first-write") }).optional(),
  }),
);
type Write = z.output<typeof writes>[number];

const bulk = z.array(z.object({ event: z.unknown(), metadata: z.record(z.string(), z.string()) }));
const keys = z.object({ keys: z.array(z.string()) });

/** A stand-in for the sidecar of a service that keeps state and publishes. */
export async function withoutSidecar(pool: pg.Pool, producer: Producer): Promise<Send> {
  await pool.query(
    "CREATE TABLE direct (key text PRIMARY KEY, value jsonb NOT NULL, " +
      "etag uuid NOT NULL DEFAULT gen_random_uuid())",
  );
  const publish = async (topic: string, events: readonly { key: string; value: string }[]) => {
    await producer.send({ topic, messages: [...events] });
    return done;
  };
  return async ({ method, path, body }: HttpCall) => {
    const url = new URL(path, "http://sidecar");
    const { pathname } = url;
    if (pathname.startsWith(bulkPublishPath)) {
      const entries = bulk.parse(JSON.parse(body));
      return publish(pathname.slice(bulkPublishPath.length), entries.map(message));
    }
    if (pathname.startsWith(publishPath)) {
      const key = url.searchParams.get("metadata.partitionKey") ?? "";
      return publish(pathname.slice(publishPath.length), [{ key, value: body }]);
    }
    if (pathname === `${statePath}/bulk`) return readMany(pool, keys.parse(JSON.parse(body)).keys);
    if (pathname === statePath) return write(pool, writes.parse(JSON.parse(body)));
    const key = decodeURIComponent(pathname.slice(statePath.length + 1));
    if (pathname.startsWith(`${statePath}/`) && method === "GET") return read(pool, key);
    if (pathname.startsWith(`${statePath}/`) && method === "DELETE") return remove(pool, key);
    throw new Error(`${method} ${path}: nobody needed this without a sidecar before`);
  };
}

const done: HttpAnswer = { status: 204, headers: {}, body: "" };

const message = ({ event, metadata }: z.output<typeof bulk>[number]) => ({
  key: metadata.partitionKey ?? "",
  value: JSON.stringify(event),
});

async function read(pool: pg.Pool, key: string): Promise<HttpAnswer> {
  const [found] = await rowsOf(pool, [key]);
  if (!found) return done;
  return { status: 200, headers: { etag: found.etag }, body: found.value };
}

async function readMany(pool: pg.Pool, wanted: readonly string[]): Promise<HttpAnswer> {
  const items = (await rowsOf(pool, wanted)).map(
    ({ key, value, etag }) => `{"key":${JSON.stringify(key)},"data":${value},"etag":"${etag}"}`,
  );
  return { status: 200, headers: {}, body: `[${items.join(",")}]` };
}

const row = z.object({ key: z.string(), value: z.string(), etag: z.string() });

async function rowsOf(pool: pg.Pool, wanted: readonly string[]) {
  const { rows } = await pool.query({
    name: "read",
    text: "SELECT key, value::text AS value, etag FROM direct WHERE key = ANY($1)",
    values: [wanted],
  });
  return z.array(row).parse(rows);
}

async function write(pool: pg.Pool, items: readonly Write[]): Promise<HttpAnswer> {
  for (const item of items) {
    const { rowCount } = await pool.query(statementOf(item));
    if (rowCount !== 1) return { status: 409, headers: {}, body: "" };
  }
  return done;
}

/** The same three writes that Dapr makes: over what was read, over nothing, over anything. */
function statementOf({ key, value, etag, options }: Write) {
  const json = JSON.stringify(value);
  if (etag !== undefined) {
    const text =
      "UPDATE direct SET value = $2, etag = gen_random_uuid() WHERE key = $1 AND etag = $3";
    return { name: "replace", text, values: [key, json, etag] };
  }
  const insert = "INSERT INTO direct (key, value) VALUES ($1, $2) ON CONFLICT (key)";
  if (options) return { name: "create", text: `${insert} DO NOTHING`, values: [key, json] };
  const text = `${insert} DO UPDATE SET value = $2, etag = gen_random_uuid()`;
  return { name: "put", text, values: [key, json] };
}

async function remove(pool: pg.Pool, key: string): Promise<HttpAnswer> {
  await pool.query({ name: "remove", text: "DELETE FROM direct WHERE key = $1", values: [key] });
  return done;
}
