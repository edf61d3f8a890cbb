import { z } from "zod";
import { aggregateId } from "../../shared/contracts/domain-event.ts";
import { ConflictError, RetryableError } from "../../shared/kit/errors.ts";
import type { StateKey, StateStore } from "../../shared/kit/state.ts";
import { emptyMemory, type Memory, memory, trimmed } from "./memory.ts";

/** A conversation that nobody continues for so long is forgotten. */
export const conversationSeconds = 7 * 24 * 3_600;
/** Reminders whose conversation is remembered; older ones are not delivered again. */
const placedMax = 50;

/** Which conversation is a person's latest, and which one each reminder was told in. */
const latest = z.object({
  conversation_id: aggregateId,
  placed: z.array(z.object({ event: z.string(), conversation_id: aggregateId })),
});
export type Latest = z.output<typeof latest>;

/** A conversation as it was read; `etag` is undefined when it does not exist yet. */
export interface Read {
  readonly memory: Memory;
  readonly etag: string | undefined;
}

export interface Conversations {
  read(user: string, id: string): Promise<Read>;
  /** False when it was changed since, or when nobody knows: then read again. */
  keep(user: string, id: string, before: Read, after: Memory): Promise<boolean>;
  latest(user: string): Promise<Latest | undefined>;
  /** Notes the conversation that a person is in now. */
  note(user: string, id: string): Promise<void>;
  /** The conversation in which an event is to be told: always the same one. */
  place(user: string, event: string, newId: () => string): Promise<string>;
}

export interface ConversationsOptions {
  readonly state: StateStore;
  readonly keys: {
    readonly conversation: (user: string, id: string) => StateKey;
    readonly latest: (user: string) => StateKey;
  };
}

/** Another writer wins each lost round, so this many in a row is a fault and not a contest. */
const attemptsMax = 5;

/** Conversations in the state store: one document each, changed by compare-and-set. */
export function conversations({ state, keys }: ConversationsOptions): Conversations {
  const kept = async (
    key: StateKey,
    value: unknown,
    etag: string | undefined,
    life: { readonly ttlSeconds?: number } = {},
  ) => {
    try {
      await state.set(key, value, { when: etag === undefined ? "absent" : { etag }, ...life });
      return true;
    } catch (thrown) {
      if (thrown instanceof ConflictError || thrown instanceof RetryableError) return false;
      throw thrown;
    }
  };
  const readLatest = async (user: string) => {
    const stored = await state.get(keys.latest(user));
    return stored && { value: latest.parse(stored.value), etag: stored.etag };
  };
  const changeLatest = async (
    user: string,
    change: (before: Latest | undefined) => Latest,
  ): Promise<Latest> => {
    for (let attempts = 0; attempts < attemptsMax; attempts++) {
      const before = await readLatest(user);
      const after = change(before?.value);
      if (after === before?.value) return after;
      if (await kept(keys.latest(user), after, before?.etag)) return after;
    }
    throw new RetryableError("which conversation is the latest cannot be noted right now");
  };
  return {
    async read(user, id) {
      const stored = await state.get(keys.conversation(user, id));
      return stored
        ? { memory: memory.parse(stored.value), etag: stored.etag }
        : { memory: emptyMemory, etag: undefined };
    },
    keep: (user, id, { etag }, after) =>
      kept(keys.conversation(user, id), trimmed(after), etag, {
        ttlSeconds: conversationSeconds,
      }),
    latest: async (user) => (await readLatest(user))?.value,
    async note(user, id) {
      await changeLatest(user, (before) =>
        before?.conversation_id === id
          ? before
          : { placed: before?.placed ?? [], conversation_id: id },
      );
    },
    async place(user, event, newId) {
      const { placed } = await changeLatest(user, (before) => {
        const known = before?.placed.some((one) => one.event === event);
        if (before && known) return before;
        const conversation_id = before?.conversation_id ?? newId();
        const all = [...(before?.placed ?? []), { event, conversation_id }];
        return { conversation_id, placed: all.slice(-placedMax) };
      });
      const found = placed.find((one) => one.event === event);
      if (found) return found.conversation_id;
      throw new RetryableError(`no conversation was placed for ${event}`);
    },
  };
}
