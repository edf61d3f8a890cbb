import { z } from "zod";
import type { StateKey, StateStore } from "../shared/kit/state.ts";
import type { Change } from "./compare-and-set.ts";
import { sha256 } from "./unique-keys.ts";

/** The library ends at most so many sessions of a person at once; none may escape it. */
export const sessionsPerPersonMax = 100;

export interface SessionListPorts {
  readonly state: StateStore;
  readonly change: Change;
  readonly keyOf: (field: string, hash: string) => StateKey;
}

interface Listed {
  readonly id: string;
  readonly expiresAt: string;
}

const list = z.array(z.object({ id: z.string(), expiresAt: z.string() }));
const parse = (value: unknown): readonly Listed[] => (value === undefined ? [] : list.parse(value));

/** Which sessions each person has, in one document a person. */
export function sessionLists({ state, change, keyOf }: SessionListPorts) {
  const keyFor = (person: string) => keyOf("sessions", sha256(person));
  return {
    async of(person: string): Promise<readonly string[]> {
      return parse((await state.get(keyFor(person)))?.value).map(({ id }) => id);
    },
    /** Adds or moves a session. The ids of the oldest ones that had to make room come back. */
    put: (person: string, session: Listed, nowIso: string): Promise<readonly string[]> =>
      change(keyFor(person), (current) => {
        const others = parse(current).filter(
          ({ id, expiresAt }) => id !== session.id && expiresAt > nowIso,
        );
        const all = [...others, session];
        const tooMany = Math.max(0, all.length - sessionsPerPersonMax);
        return {
          write: { value: all.slice(tooMany) },
          result: all.slice(0, tooMany).map(({ id }) => id),
        };
      }),
    drop: (person: string, session: string): Promise<void> =>
      change(keyFor(person), (current) => {
        const before = parse(current);
        const value = before.filter(({ id }) => id !== session);
        const isGone = value.length === before.length;
        return { ...(isGone ? {} : { write: { value } }), result: undefined };
      }),
  };
}
