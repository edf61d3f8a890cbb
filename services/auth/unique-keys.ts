import { createHash } from "node:crypto";
import { z } from "zod";
import type { StateKey, StateStore } from "../shared/kit/state.ts";
import type { Change } from "./compare-and-set.ts";

/** What is unique: an email among people, a token among sessions. */
export type UniqueField = "email" | "token";

export interface UniqueKeyPorts {
  readonly state: StateStore;
  readonly change: Change;
  readonly keyOf: (field: string, hash: string) => StateKey;
}

const claimed = z.object({ id: z.string().min(1) });

/**
 * One key for each unique value that names its row. The first writer gets it, on any replica; the
 * value itself is hashed, for it need not fit into a key, and a token must not stand in one.
 */
export function uniqueKeys({ state, change, keyOf }: UniqueKeyPorts) {
  const keyFor = (field: UniqueField, value: string) => keyOf(field, sha256(value));
  return {
    /** Claims the value for a row; true when it is the row's now, false when it is another's. */
    claim: (field: UniqueField, value: string, id: string, ttlSeconds?: number): Promise<boolean> =>
      change(keyFor(field, value), (current) => {
        const isFree = current === undefined;
        if (!isFree && claimed.parse(current).id !== id) return { result: false };
        // What has no end need not be written twice.
        if (!isFree && ttlSeconds === undefined) return { result: true };
        const lasting = ttlSeconds === undefined ? {} : { ttlSeconds };
        return { write: { value: { id }, ...lasting }, result: true };
      }),
    /** The ids of the rows that have these values. */
    async find(field: UniqueField, values: readonly string[]): Promise<readonly string[]> {
      const found = await state.getMany(values.map((value) => keyFor(field, value)));
      return found.flatMap((stored) => (stored ? [claimed.parse(stored.value).id] : []));
    },
    /** Only for the row that holds it, and never claims it again. */
    release: (field: UniqueField, value: string): Promise<void> =>
      state.delete(keyFor(field, value)),
  };
}

/** A text of any length and alphabet as a part of a key. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
