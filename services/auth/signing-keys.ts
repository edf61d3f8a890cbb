import type { Jwk } from "better-auth/plugins/jwt";
import { z } from "zod";
import type { StateKey, StateStore } from "../shared/kit/state.ts";
import type { Change } from "./compare-and-set.ts";

const daySeconds = 24 * 3_600;
/** A key signs for a quarter of a year, so that a stolen one does not serve for ever. */
export const rotationSeconds = 90 * daySeconds;
/** A retired key stays known for longer than any token that it signed. */
export const graceSeconds = daySeconds;

/** The keys that sign tokens, the private halves encrypted. */
export interface SigningKeys {
  all(): Promise<Jwk[]>;
  /** Adds a key, or answers with the one that another replica has just added. */
  add(key: Omit<Jwk, "id">): Promise<Jwk>;
}

const stored = z.array(
  z.object({
    id: z.string().min(1),
    publicKey: z.string(),
    privateKey: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    alg: z.literal("EdDSA"),
    crv: z.literal("Ed25519"),
  }),
);

type Stored = z.output<typeof stored>[number];

/** Keeps all keys in one document, newest first: there are two at most. */
export function signingKeys(
  state: StateStore,
  change: Change,
  key: StateKey,
  newId: () => string,
): SigningKeys {
  return {
    async all() {
      return parse((await state.get(key))?.value).map(toJwk);
    },
    async add({ publicKey, privateKey, createdAt, expiresAt }) {
      const now = createdAt.toISOString();
      const added: Stored = {
        id: newId(),
        publicKey,
        privateKey,
        createdAt: now,
        expiresAt: (expiresAt ?? after(createdAt, rotationSeconds)).toISOString(),
        alg: "EdDSA",
        crv: "Ed25519",
      };
      return change(key, (current) => {
        const before = parse(current);
        const valid = before.find((known) => known.expiresAt > now);
        if (valid) return { result: toJwk(valid) };
        const known = before.filter(
          (old) => after(new Date(old.expiresAt), graceSeconds).toISOString() > now,
        );
        return { write: { value: [added, ...known] }, result: toJwk(added) };
      });
    },
  };
}

const parse = (value: unknown): readonly Stored[] =>
  value === undefined ? [] : stored.parse(value);

const toJwk = ({ createdAt, expiresAt, ...key }: Stored): Jwk => ({
  ...key,
  createdAt: new Date(createdAt),
  expiresAt: new Date(expiresAt),
});

const after = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1_000);
