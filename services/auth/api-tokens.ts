import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type NewToken, scopeNames, tokenPrefix } from "../shared/contracts/api/tokens.ts";
import { hashOf } from "../shared/kit/api-tokens.ts";
import type { Clock } from "../shared/kit/clock.ts";
import { invalid, Problem } from "../shared/kit/problem.ts";
import type { StateKey, StateStore } from "../shared/kit/state.ts";
import type { Change } from "./compare-and-set.ts";
import type { Revocations } from "./revocations.ts";
import { derivedSecret } from "./secret.ts";

/** More programs than a person has; a list of them stays one small value. */
export const tokensPerPersonMax = 20;
/** 256 bits: a hash of so much chance needs no salt and no slowness. */
const secretBytes = 32;
const dayMs = 24 * 3_600_000;

const stored = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopeNames)),
  hash: z.string(),
  created_at: z.string(),
  expires_at: z.string(),
});
type Stored = z.output<typeof stored>;
/** A token as people see it afterwards. */
export type ApiToken = Omit<Stored, "hash">;

const owner = z.object({ user_id: z.string() });

export interface ApiTokenPorts {
  readonly state: StateStore;
  readonly change: Change;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly revoke: Revocations["revoke"];
  readonly listKey: (person: string) => StateKey;
  readonly hashKey: (hash: string) => StateKey;
  /** What nobody outside of this installation knows. */
  readonly ownSecret: () => Promise<string>;
}

/**
 * The tokens of people's programs: one list a person, which alone decides, and for each hash the
 * person to whom it leads. Only hashes are stored.
 */
export function apiTokens(ports: ApiTokenPorts) {
  const { state, change, clock, newId, listKey, hashKey, ownSecret } = ports;
  const living = (current: unknown): readonly Stored[] =>
    listOf(current).filter(({ expires_at }) => Date.parse(expires_at) > clock.now());
  const of = async (person: string) => living((await state.get(listKey(person)))?.value);
  /** By chance, or for a command that may be repeated the same each time. */
  const newSecret = async (person: string, command: string | undefined) =>
    command === undefined
      ? randomBytes(secretBytes).toString("base64url")
      : derivedSecret(await ownSecret(), ["api-token", person, command]);

  return {
    /**
     * The token with its secret, which nobody will see again; a command that is repeated under its
     * name gives the same one. Throws `conflict` at the limit.
     */
    async make(person: string, wanted: NewToken, command?: string) {
      const { name, scopes, expires_in_days } = wanted;
      const token = `${tokenPrefix}${await newSecret(person, command)}`;
      const hash = hashOf(token);
      const repeated = (await of(person)).find((one) => one.hash === hash);
      if (repeated && !isWanted(repeated, wanted)) {
        throw invalid("Idempotency-Key", "was used for another token; take a new one");
      }
      const now = clock.now();
      const made: Stored = repeated ?? {
        id: newId(),
        name,
        scopes,
        hash,
        created_at: new Date(now).toISOString(),
        expires_at: new Date(now + expires_in_days * dayMs).toISOString(),
      };
      // First the way to the list: without an entry there it leads nowhere.
      const ttlSeconds = Math.ceil((Date.parse(made.expires_at) - now) / 1_000);
      await state.set(hashKey(hash), { user_id: person }, { when: "none", ttlSeconds });
      const listed = await change(listKey(person), (current) => {
        const before = living(current);
        // A write whose answer was lost has happened, and so has a command that is repeated.
        const known = before.find((one) => one.hash === hash);
        if (known) return { result: known };
        if (before.length >= tokensPerPersonMax) throw tooMany();
        return { write: { value: [...before, made] }, result: made };
      });
      return { ...withoutHash(listed), token };
    },

    list: async (person: string): Promise<readonly ApiToken[]> =>
      (await of(person)).map(withoutHash),

    /** Takes a token back, at every door at once. Throws `not_found`, also at the second time. */
    async remove(person: string, id: string): Promise<void> {
      const found = (await of(person)).find((token) => token.id === id);
      if (!found) throw new Problem("not_found", { detail: "there is no such token of yours" });
      // First the doors: when the rest fails, the token is still listed, and can be deleted again.
      await ports.revoke({ id, userId: person });
      await change(listKey(person), (current) => ({
        write: { value: living(current).filter((token) => token.id !== id) },
        result: undefined,
      }));
      await state.delete(hashKey(found.hash));
    },

    /** Whose token has this hash; undefined when it does not exist or has run out. */
    async holder(hash: string) {
      const way = await state.get(hashKey(hash));
      if (!way) return undefined;
      const { user_id } = owner.parse(way.value);
      const found = (await of(user_id)).find((token) => token.hash === hash);
      if (!found) return undefined;
      const { id, scopes, expires_at } = found;
      return { id, user_id, scopes, expires_at };
    },
  };
}

export type ApiTokens = ReturnType<typeof apiTokens>;

const listOf = (value: unknown): readonly Stored[] =>
  value === undefined ? [] : z.array(stored).parse(value);

const isWanted = (made: Stored, { name, scopes, expires_in_days }: NewToken): boolean =>
  made.name === name &&
  made.scopes.join() === scopes.join() &&
  Date.parse(made.expires_at) - Date.parse(made.created_at) === expires_in_days * dayMs;

const withoutHash = ({ hash: _, ...token }: Stored): ApiToken => token;

const tooMany = () =>
  new Problem("conflict", {
    detail: `you have ${tokensPerPersonMax} API tokens; delete one first`,
  });
