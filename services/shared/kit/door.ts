import type { Context } from "hono";
import type { JSONWebKeySet } from "jose";
import { z } from "zod";
import type { HttpAnswer } from "../../../components/model/http.ts";
import { tokenPrefix } from "../contracts/api/tokens.ts";
import { sessionRevoked } from "../contracts/session-revoked.ts";
import { apiTokenVerifier } from "./api-tokens.ts";
import { bearerToken, type Verifier, verifier } from "./bearer.ts";
import type { Clock } from "./clock.ts";
import { messageOf, RetryableError } from "./errors.ts";
import type { Log } from "./log.ts";
import type { Person } from "./person.ts";

/** The header by which a door tells the services behind it whom it has verified. */
export const personHeader = "nudge-user-id";

type AskAuth = (path: string) => Promise<HttpAnswer>;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const revocations = z.object({ revoked: z.array(z.unknown()) });

/**
 * A door's verifier: it asks the auth service for its keys, for the holder of an API token, and
 * once, at the start, for the sessions that were signed out before this replica could hear of it.
 */
export function doorVerifier(askAuth: AskAuth, clock: Clock, log: Log): Verifier {
  const get = async (path: string): Promise<unknown> => {
    const answer = await askAuth(path);
    if (answer.status !== 200) throw new RetryableError(`auth answers ${answer.status}`);
    return JSON.parse(answer.body);
  };
  let caughtUp: Promise<void> | undefined;
  const doors = verifier(async () => {
    // The shape was checked; jose's type only adds the members that it checks itself.
    return keySet.parse(await get("/api/auth/jwks")) as JSONWebKeySet;
  }, clock);
  const programs = apiTokenVerifier(askAuth, clock);
  const revoke: Verifier["revoke"] = (id, untilIso) => {
    doors.revoke(id, untilIso);
    programs.revoke(id, untilIso);
  };
  const catchUp = async () => {
    for (const item of revocations.parse(await get("/revocations")).revoked) {
      const { session_id, expires_at } = sessionRevoked.parse(item);
      revoke(session_id, expires_at);
    }
  };
  return {
    revoke,
    async verify(token) {
      caughtUp ??= catchUp();
      await caughtUp.catch((thrown: unknown) => {
        caughtUp = undefined;
        log.warn("door.revocations-unknown", { error: messageOf(thrown) });
        throw thrown;
      });
      return token.startsWith(tokenPrefix) ? programs.verify(token) : doors.verify(token);
    },
  };
}

/** The person behind a request that came through a door. */
export const personOf = (c: Context, doors: Verifier): Promise<Person> =>
  doors.verify(bearerToken(authorizations(c)));

/** Node folds a second Authorization header away: only the raw headers tell. */
function authorizations(c: Context): readonly string[] {
  const raw: unknown = c.env?.incoming?.rawHeaders;
  const folded = c.req.header("authorization");
  if (!Array.isArray(raw)) return folded === undefined ? [] : [folded];
  return raw
    .map(String)
    .filter((_, i) => i % 2 === 1 && String(raw[i - 1]).toLowerCase() === "authorization");
}
