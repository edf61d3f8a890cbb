import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";
import type { Clock } from "./clock.ts";
import { messageOf } from "./errors.ts";
import type { Person } from "./person.ts";
import { Problem } from "./problem.ts";
import { allScopes } from "./scope.ts";

export interface Verifier {
  /** The person whom a bearer token belongs to. Throws `unauthenticated` with the reason. */
  verify(token: string): Promise<Person>;
  /** From now on the session's tokens are refused. */
  revoke(sessionId: string, untilIso: string): void;
}

export const tokenIssuer = "nudge";
export const tokenAudience = "nudge";
/** The one algorithm: naming it here closes "alg: none" and key confusion. */
export const tokenAlgorithm = "EdDSA";

const clockSkewSeconds = 60;
/** A token with a long life or a long text is not one of ours. */
const tokenLengthMax = 4_096;
const rememberedMax = 10_000;
/** A stranger's key ids must not make us ask for the keys more often than this. */
const keysAskedEveryMs = 10_000;

const userId = /^[A-Za-z0-9_-]{1,64}$/;

/** Verifies tokens against the keys of the auth service, which `fetchKeys` asks for when needed. */
export function verifier(fetchKeys: () => Promise<JSONWebKeySet>, clock: Clock): Verifier {
  const verified = new Map<string, Person>();
  const revoked = new Map<string, number>();
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;

  const ask = async () => {
    askedAt = clock.now();
    keys = createLocalJWKSet(await fetchKeys());
    return keys;
  };

  const claims = async (token: string) => {
    const options = {
      algorithms: [tokenAlgorithm],
      issuer: tokenIssuer,
      audience: tokenAudience,
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(clock.now()),
      requiredClaims: ["sub", "exp", "sid"],
    };
    try {
      return (await jwtVerify(token, keys ?? (await ask()), options)).payload;
    } catch (thrown) {
      const unknownKey = thrown instanceof errors.JWKSNoMatchingKey;
      if (!unknownKey || clock.now() - askedAt < keysAskedEveryMs) throw thrown;
      return (await jwtVerify(token, await ask(), options)).payload;
    }
  };

  const person = async (token: string): Promise<Person> => {
    if (token.length > tokenLengthMax) throw refused("the token is too long");
    const { sub, sid, exp } = await claims(token).catch((thrown: unknown) => {
      if (thrown instanceof errors.JOSEError) throw refused(`${reasonOf(thrown)}; ${wayIn}`);
      throw thrown;
    });
    if (typeof sub !== "string" || !userId.test(sub)) throw refused("the token names no person");
    if (typeof sid !== "string" || exp === undefined) throw refused("the token names no session");
    return { id: sub, sessionId: sid, expiresAt: exp, proof: "session", scopes: allScopes };
  };

  return {
    async verify(token) {
      const known = verified.get(token);
      const nowSeconds = clock.now() / 1_000;
      const found =
        known && known.expiresAt + clockSkewSeconds > nowSeconds ? known : await person(token);
      if (revoked.has(found.sessionId)) throw refused("this session was signed out; sign in again");
      if (found !== known) {
        if (verified.size >= rememberedMax) verified.clear();
        verified.set(token, found);
      }
      return found;
    },
    revoke(sessionId, untilIso) {
      const now = clock.now();
      for (const [id, until] of revoked) if (until < now) revoked.delete(id);
      revoked.set(sessionId, Date.parse(untilIso) + clockSkewSeconds * 1_000);
    },
  };
}

const form = "send `Bearer <token>`";
const wayIn = "get one at /api/auth/token";

/** A session's own token is the usual mistake: it is for /api/auth alone. */
function reasonOf(thrown: errors.JOSEError): string {
  if (thrown instanceof errors.JWTExpired) return "the token is over";
  if (thrown instanceof errors.JWSInvalid) return "this is no access token";
  return messageOf(thrown);
}

const refused = (why: string) =>
  new Problem("unauthenticated", { detail: `Authorization: ${why}` });

/** The token of an Authorization header. Throws `unauthenticated` when there is not exactly one. */
export function bearerToken(headers: readonly string[]): string {
  const [header, ...more] = headers;
  if (header === undefined) throw refused(`${form}; ${wayIn}`);
  if (more.length > 0) throw refused("there are two of it");
  const found = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/.exec(header);
  if (!found?.[1]) throw refused(`${form}; ${wayIn}`);
  return found[1];
}
