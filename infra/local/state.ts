import { randomUUID } from "node:crypto";
import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import { json, noContent, refusal } from "./answers.ts";
import type { RuntimeClock } from "./clock.ts";
import { isObject, type JsonObject, parseJson, textOf, textsOf } from "./json.ts";
import { numberOrNone, type Row, type Store, text } from "./store.ts";

/** The state API of one app on one store: a path below `/v1.0/state/{store}`. */
export type StateApi = (
  app: string,
  store: string,
  rest: string,
  call: HttpCall,
) => HttpAnswer | Promise<HttpAnswer>;

/** One change as it was asked for. */
interface Change {
  readonly kind: "upsert" | "delete";
  readonly key: string;
  readonly json: string;
  readonly etag: string | undefined;
  readonly isFirstWrite: boolean;
  readonly ttlSeconds: number | undefined;
}

/** Undoes a request of several changes, because one of them did not hold. */
class Conflict extends Error {
  readonly why: "etag" | "exists";
  constructor(why: "etag" | "exists") {
    super(
      why === "etag"
        ? "possible etag mismatch. error from state store: the etag does not match"
        : "no item was updated: the key exists already",
    );
    this.why = why;
  }
}

/** A request that cannot be read; the message goes to the caller. */
class Malformed extends Error {}

/** The state API. Reads see what is committed; writes share the commit of their turn. */
export function stateApi(db: Store, clock: RuntimeClock): StateApi {
  const upsert = db.prepare(
    "INSERT INTO state (store, key, value, etag, expires) VALUES (?, ?, ?, ?, ?) ON CONFLICT " +
      "DO UPDATE SET value = excluded.value, etag = excluded.etag, expires = excluded.expires",
  );
  const remove = db.prepare("DELETE FROM state WHERE store = ? AND key = ?");

  const { read, get, bulk } = reads(db, clock);

  const apply = (app: string, store: string, change: Change): void => {
    const key = `${app}||${change.key}`;
    if (change.etag !== undefined || change.isFirstWrite) {
      const held = read(store, key);
      if (change.etag !== undefined) {
        if (held?.etag !== change.etag) throw new Conflict("etag");
      } else if (held && change.kind === "upsert") throw new Conflict("exists");
    }
    if (change.kind === "delete") {
      remove.run(store, key);
      return;
    }
    const { ttlSeconds } = change;
    const expires = ttlSeconds === undefined ? null : clock.now() + ttlSeconds * 1_000;
    upsert.run(store, key, change.json, randomUUID(), expires);
  };

  const write = async (
    app: string,
    store: string,
    changes: readonly Change[],
    refuse: (thrown: Conflict) => HttpAnswer,
  ): Promise<HttpAnswer> => {
    const applyAll = () => {
      for (const change of changes) apply(app, store, change);
    };
    try {
      await db.write(applyAll, changes.length > 1 ? "atomic" : "single");
      return noContent;
    } catch (thrown) {
      if (thrown instanceof Conflict) return refuse(thrown);
      throw thrown;
    }
  };

  const route: StateApi = (app, store, rest, { method, headers, body }) => {
    const isWrite = method === "POST" || method === "PUT";
    if (rest === "" && isWrite) {
      const asked = parseJson(body);
      if (!Array.isArray(asked)) throw new Malformed("the body is not a JSON array of items");
      const changes = asked.map((item: unknown) => changeOf("upsert", item));
      return write(app, store, changes, ({ why, message }) =>
        refusal(why === "etag" ? 409 : 500, "ERR_STATE_SAVE", message),
      );
    }
    if (rest === "/bulk" && isWrite) return bulk(app, store, body);
    if (rest === "/transaction" && isWrite) {
      // Seen on daprd 1.18.2: a conflict inside a transaction is a 500 like any other failure.
      return write(app, store, transactionOf(body), ({ message }) =>
        refusal(500, "ERR_STATE_TRANSACTION", message),
      );
    }
    const key = checkedKey(decoded(rest.slice(1)));
    if (method === "GET") return get(app, store, key);
    if (method === "DELETE") {
      const etag = headers["if-match"];
      return write(app, store, [changeOf("delete", { key, etag })], ({ message }) =>
        refusal(409, "ERR_STATE_DELETE", message),
      );
    }
    return json(405, { errorCode: "ERR_METHOD_NOT_ALLOWED", message: `${method} is not known` });
  };

  return (app, store, rest, call) => {
    try {
      return route(app, store, rest, call);
    } catch (thrown) {
      if (!(thrown instanceof Malformed)) throw thrown;
      return refusal(400, "ERR_MALFORMED_REQUEST", thrown.message);
    }
  };
}

/** What is there and has not expired. */
function reads(db: Store, clock: RuntimeClock) {
  const select = db.prepare("SELECT value, etag, expires FROM state WHERE store = ? AND key = ?");

  const read = (store: string, key: string): Row | undefined => {
    const row = select.get(store, key);
    const expires = row === undefined ? undefined : numberOrNone(row, "expires");
    return expires !== undefined && expires <= clock.now() ? undefined : row;
  };

  const get = (app: string, store: string, key: string): HttpAnswer => {
    const row = read(store, `${app}||${key}`);
    if (!row) return noContent;
    const expires = numberOrNone(row, "expires");
    const headers = {
      "content-type": "application/json",
      etag: text(row, "etag"),
      ...(expires === undefined
        ? {}
        : { "metadata.ttlexpiretime": new Date(expires).toISOString() }),
    };
    return { status: 200, headers, body: text(row, "value") };
  };

  const bulk = (app: string, store: string, body: string): HttpAnswer => {
    const asked = parseJson(body);
    if (!isObject(asked) || !Array.isArray(asked.keys)) throw new Malformed('"keys" is missing');
    const found = asked.keys.map((key: unknown) => {
      const name = checkedKey(key);
      const row = read(store, `${app}||${name}`);
      if (!row) return JSON.stringify({ key: name });
      const [data, etag] = [text(row, "value"), JSON.stringify(text(row, "etag"))];
      return `{"key":${JSON.stringify(name)},"data":${data},"etag":${etag}}`;
    });
    const headers = { "content-type": "application/json" };
    return { status: 200, headers, body: `[${found.join(",")}]` };
  };

  return { read, get, bulk };
}

function transactionOf(body: string): readonly Change[] {
  const asked = parseJson(body);
  if (!isObject(asked) || !Array.isArray(asked.operations)) {
    throw new Malformed('"operations" is missing');
  }
  return asked.operations.map((item: unknown) => {
    const operation = isObject(item) ? item.operation : undefined;
    if (!isObject(item) || (operation !== "upsert" && operation !== "delete")) {
      throw new Malformed(`operation "${operation}" is not supported: use "upsert" or "delete"`);
    }
    return changeOf(operation, item.request);
  });
}

function changeOf(kind: Change["kind"], item: unknown): Change {
  if (!isObject(item)) throw new Malformed("an item is not an object");
  const concurrency = isObject(item.options) ? item.options.concurrency : undefined;
  return {
    kind,
    key: checkedKey(item.key),
    json: JSON.stringify(item.value ?? null),
    etag: textOf(item, "etag") || undefined,
    isFirstWrite: concurrency === "first-write",
    ttlSeconds: ttlOf(item),
  };
}

function ttlOf(item: JsonObject): number | undefined {
  const { ttlInSeconds } = textsOf(item.metadata);
  if (ttlInSeconds === undefined) return undefined;
  const seconds = Number(ttlInSeconds);
  if (!Number.isInteger(seconds)) {
    throw new Malformed(`metadata.ttlInSeconds "${ttlInSeconds}" is not a whole number`);
  }
  // Dapr: zero or less means that the value stays.
  return seconds > 0 ? seconds : undefined;
}

function checkedKey(key: unknown): string {
  if (typeof key !== "string" || key === "") throw new Malformed('"key" is missing');
  if (key.includes("||")) {
    throw new Malformed(`input key/keyPrefix '${key}' can't contain '||'`);
  }
  return key;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (thrown) {
    if (thrown instanceof URIError) throw new Malformed(`"${path}" is not percent-encoded text`);
    throw thrown;
  }
}
