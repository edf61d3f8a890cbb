import { createHash } from "node:crypto";
import { z } from "zod";
import type { HttpAnswer } from "../../../components/model/http.ts";
import { scopeNames, tokenForm } from "../contracts/api/tokens.ts";
import { userId } from "../contracts/domain-event.ts";
import type { Verifier } from "./bearer.ts";
import type { Clock } from "./clock.ts";
import { RetryableError } from "./errors.ts";
import type { Person } from "./person.ts";
import { Problem } from "./problem.ts";
import { withIncluded } from "./scope.ts";

/** What an auth service tells a door about a token. */
export const tokenHolder = z.object({
  id: z.string().min(1).max(64),
  user_id: userId,
  scopes: z.array(z.enum(scopeNames)),
  expires_at: z.iso.datetime(),
});

/** Where a door asks. The token itself never leaves the door. */
export const holderPath = (hash: string): string => `/token-holders/${hash}`;

/** The only form in which a token is stored, asked for and remembered. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/** A deletion whose news is lost holds after so long. */
const holderKnownMs = 60_000;
/** Short, because a token may be used by another replica before its writes are seen everywhere. */
const absenceKnownMs = 10_000;
const rememberedMax = 10_000;
/** Strangers who try tokens must not keep the auth service busy. */
const askedAtOnceMax = 50;

interface Known {
  readonly person: Person | undefined;
  readonly untilMs: number;
}

/** Verifies tokens of programs: asks the auth service and remembers its answer for a minute. */
export function apiTokenVerifier(
  askAuth: (path: string) => Promise<HttpAnswer>,
  clock: Clock,
): Verifier {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<Person | undefined>>();
  const revoked = new Map<string, number>();

  const ask = async (hash: string): Promise<Person | undefined> => {
    const answer = await askAuth(holderPath(hash));
    if (answer.status !== 200 && answer.status !== 404) {
      throw new RetryableError(`auth answers ${answer.status}`);
    }
    const person = answer.status === 200 ? holder(answer.body) : undefined;
    if (known.size >= rememberedMax) known.clear();
    const knownMs = person ? holderKnownMs : absenceKnownMs;
    known.set(hash, { person, untilMs: clock.now() + knownMs });
    return person;
  };

  const holderOf = async (hash: string): Promise<Person | undefined> => {
    const remembered = known.get(hash);
    if (remembered && remembered.untilMs > clock.now()) return remembered.person;
    const asked = asking.get(hash);
    if (!asked && asking.size >= askedAtOnceMax) {
      throw new RetryableError("too many unknown tokens at this moment");
    }
    const answer = asked ?? ask(hash).finally(() => asking.delete(hash));
    asking.set(hash, answer);
    return answer;
  };

  return {
    async verify(token) {
      if (!tokenForm.test(token)) throw refused("this is no token of ours");
      const person = await holderOf(hashOf(token));
      // Also for an answer that was on its way while the token was deleted.
      if (!person || revoked.has(person.sessionId)) {
        throw refused("this API token does not exist; it may have been deleted");
      }
      if (person.expiresAt * 1_000 <= clock.now()) throw refused("this API token has run out");
      return person;
    },
    revoke(id, untilIso) {
      const now = clock.now();
      for (const [other, until] of revoked) if (until < now) revoked.delete(other);
      revoked.set(id, Date.parse(untilIso));
    },
  };
}

function holder(body: string): Person {
  const { id, user_id, scopes, expires_at } = tokenHolder.parse(JSON.parse(body));
  return {
    id: user_id,
    sessionId: id,
    expiresAt: Math.floor(Date.parse(expires_at) / 1_000),
    proof: "token",
    scopes: withIncluded(scopes),
  };
}

const refused = (why: string) =>
  new Problem("unauthenticated", { detail: `Authorization: ${why}` });
