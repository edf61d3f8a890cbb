import type { HttpAnswer, Send } from "../../../components/model/http.ts";
import { stateStoreName } from "../../../components/model/names.ts";
import { ConflictError, RetryableError } from "./errors.ts";

declare const keyBrand: unique symbol;

/** A key that went through the checks of `stateKey`. */
export type StateKey = string & { readonly [keyBrand]: true };

/** A value with the version to compare against when it is replaced. */
export interface Stored {
  readonly value: unknown;
  readonly etag: string;
}

/** What must hold for a write: nothing, that nobody wrote before, or that nobody wrote since. */
export type Precondition = "none" | "absent" | { readonly etag: string };

export interface WriteOptions {
  readonly when: Precondition;
  /** The value disappears after so many seconds. */
  readonly ttlSeconds?: number;
}

/** Single keys only: a multi-key transaction is not atomic on Redis when one ETag fails. */
export interface StateStore {
  get(key: StateKey): Promise<Stored | undefined>;
  /** Values in the order of the keys; undefined where there is none. */
  getMany(keys: readonly StateKey[]): Promise<readonly (Stored | undefined)[]>;
  /**
   * Throws ConflictError when the precondition did not hold for sure, and RetryableError when it
   * is unknown whether the write happened: then read again.
   */
  set(key: StateKey, value: unknown, options: WriteOptions): Promise<void>;
  delete(key: StateKey): Promise<void>;
}

/** Keys come from a closed alphabet, so that no id can reach into another person's data. */
const part = /^[A-Za-z0-9_-]{1,100}$/;

/** `{entity}:{owner}:{id}...`. Throws a RangeError that names the part outside the alphabet. */
export function stateKey(entity: string, ...parts: readonly (string | number)[]): StateKey {
  for (const piece of [entity, ...parts]) {
    if (!part.test(String(piece))) {
      throw new RangeError(`"${piece}" cannot be part of a key: use A-Z, a-z, 0-9, "_" and "-"`);
    }
  }
  // The brand is given here and nowhere else: this is the parser of keys.
  return [entity, ...parts].join(":") as StateKey;
}

const root = `/v1.0/state/${stateStoreName}`;
const json = { "content-type": "application/json" };
/** Redis runs all keys of a bulk get at once, without a limit of its own (Dapr 1.18). */
const bulkKeysMax = 64;

/** The state API of the sidecar. */
export function daprState(sidecar: Send): StateStore {
  const getMany = async (keys: readonly StateKey[]) => {
    const found = new Map<string, Stored>();
    for (let from = 0; from < keys.length; from += bulkKeysMax) {
      const page = keys.slice(from, from + bulkKeysMax);
      const body = JSON.stringify({ keys: page, parallelism: 10 });
      const answer = await sidecar({ method: "POST", path: `${root}/bulk`, headers: json, body });
      if (answer.status !== 200) throw unavailable("bulk get", answer);
      for (const { key, data, etag, error } of parseBulk(answer.body)) {
        // One key may fail by itself: it must not look like one that is not there.
        if (error) throw unavailable(`bulk get ${key}`, { ...answer, body: error });
        if (etag) found.set(key, { value: data, etag });
      }
    }
    return keys.map((key) => found.get(key));
  };
  return {
    async get(key) {
      const path = `${root}/${encodeURIComponent(key)}`;
      const answer = await sidecar({ method: "GET", path, headers: {}, body: "" });
      if (answer.status === 204) return undefined;
      if (answer.status !== 200) throw unavailable(`get ${key}`, answer);
      return { value: JSON.parse(answer.body), etag: answer.headers.etag ?? "" };
    },
    getMany,
    async set(key, value, options) {
      const body = JSON.stringify([item(key, value, options)]);
      const answer = await sidecar({ method: "POST", path: root, headers: json, body });
      if (answer.status === 409) throw new ConflictError(`${key} changed in the meantime`);
      if (answer.status >= 300) throw unavailable(`set ${key}`, answer);
    },
    async delete(key) {
      const path = `${root}/${encodeURIComponent(key)}`;
      const answer = await sidecar({ method: "DELETE", path, headers: {}, body: "" });
      if (answer.status >= 300) throw unavailable(`delete ${key}`, answer);
    },
  };
}

const item = (key: StateKey, value: unknown, { when, ttlSeconds }: WriteOptions) => ({
  key,
  value,
  ...(typeof when === "object" ? { etag: when.etag } : {}),
  ...(when === "none" ? {} : { options: { concurrency: "first-write" } }),
  ...(ttlSeconds === undefined ? {} : { metadata: { ttlInSeconds: String(ttlSeconds) } }),
});

interface BulkItem {
  readonly key: string;
  readonly data?: unknown;
  readonly etag?: string;
  readonly error?: string;
}

// The sidecar's answer is trusted to have the documented shape.
const parseBulk = (body: string): readonly BulkItem[] => JSON.parse(body) as BulkItem[];

const unavailable = (what: string, answer: HttpAnswer): RetryableError =>
  new RetryableError(`state: ${what} answered ${answer.status} ${answer.body.slice(0, 200)}`);
