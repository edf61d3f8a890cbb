import type { SessionRevoked } from "../shared/contracts/session-revoked.ts";
import { sessionRevoked } from "../shared/contracts/session-revoked.ts";
import type { Clock } from "../shared/kit/clock.ts";
import type { StateKey, StateStore } from "../shared/kit/state.ts";
import type { Change } from "./compare-and-set.ts";

/** How long a bearer token proves its session. */
export const tokenSeconds = 15 * 60;
/** A token can be made in the moment of the sign-out, by a replica whose clock is ahead. */
const marginSeconds = 60;
const remembered = tokenSeconds + marginSeconds;
const minuteMs = 60_000;

/** The signed-out sessions whose tokens have not all expired. */
export interface Revocations {
  /** Remembers a session as signed out, and tells every door. Twice is once. */
  revoke(session: { readonly id: string; readonly userId: string }): Promise<void>;
  list(): Promise<readonly SessionRevoked[]>;
}

export interface RevocationPorts {
  readonly state: StateStore;
  readonly change: Change;
  readonly clock: Clock;
  readonly keyOf: (minute: number) => StateKey;
  readonly publish: (revoked: SessionRevoked) => Promise<void>;
}

/**
 * Keeps revocations in one document for each minute in which they end: no document grows with the
 * number of users, and the store drops each one when nobody needs it any more.
 */
export function revocations({ state, change, clock, keyOf, publish }: RevocationPorts) {
  const minuteOf = (ms: number) => Math.floor(ms / minuteMs);
  return {
    async revoke({ id, userId }) {
      const until = clock.now() + remembered * 1_000;
      const revoked: SessionRevoked = {
        session_id: id,
        user_id: userId,
        expires_at: new Date(until).toISOString(),
      };
      await change(keyOf(minuteOf(until)), (current) => {
        const before = parse(current);
        if (before.some(({ session_id }) => session_id === id)) return { result: undefined };
        const ttlSeconds = remembered + 2 * (minuteMs / 1_000);
        return { write: { value: [...before, revoked], ttlSeconds }, result: undefined };
      });
      await publish(revoked);
    },
    async list() {
      const now = clock.now();
      const last = minuteOf(now + remembered * 1_000) + 1;
      const minutes = Array.from({ length: last - minuteOf(now) + 1 }, (_, back) => last - back);
      const documents = await state.getMany(minutes.map(keyOf));
      return documents
        .flatMap((document) => parse(document?.value))
        .filter(({ expires_at }) => Date.parse(expires_at) > now);
    },
  } satisfies Revocations;
}

const parse = (value: unknown): readonly SessionRevoked[] =>
  Array.isArray(value) ? value.map(sessionRevoked.parse) : [];
