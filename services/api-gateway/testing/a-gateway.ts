import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { HttpAnswer, HttpCall } from "../../../components/model/http.ts";
import { type Scope, tokenPrefix } from "../../shared/contracts/api/tokens.ts";
import { hashOf, holderPath } from "../../shared/kit/api-tokens.ts";
import { tokenAlgorithm, tokenAudience, tokenIssuer } from "../../shared/kit/bearer.ts";
import type { Clock } from "../../shared/kit/clock.ts";
import { memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { program } from "../main.ts";

/** A clock that only its owner moves; nobody here sleeps. */
export interface OwnClock extends Clock {
  advance(ms: number): void;
}

/** Starts at the beginning of a minute. */
export function ownClock(startIso = "2026-01-05T08:00:00Z"): OwnClock {
  let nowMs = Date.parse(startIso);
  return {
    now: () => nowMs,
    sleep: () => Promise.reject(new Error("nothing here may wait for the clock")),
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

const json = (value: unknown): HttpAnswer => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

/** What the sidecar says when no replica of a peer can be reached (seen in Dapr 1.18). */
const away: HttpAnswer = {
  status: 500,
  headers: { "content-type": "application/json" },
  body: '{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke"}',
};

const peerPath = /^\/v1\.0\/invoke\/([a-z]+)\/method(\/.*)$/;

/** The door with a stand-in for each peer: real program, store in memory, own clock. */
export async function aGateway(variables: Readonly<Record<string, string>> = {}) {
  const clock = ownClock();
  const keys = await generateKeyPair(tokenAlgorithm, { crv: "Ed25519" });
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), alg: tokenAlgorithm, kid: "k" }] };
  const sidecar = memorySidecar(clock.now);
  const calls: (HttpCall & { readonly peer: string })[] = [];
  let answer: HttpAnswer = json({});
  let storeFails = false;
  const holders = new Map<string, HttpAnswer>();
  sidecar.intercept((call) => {
    const [, peer, path] = peerPath.exec(call.path) ?? [];
    if (peer === undefined || path === undefined) {
      return storeFails ? { status: 500, headers: {}, body: "store is down" } : undefined;
    }
    if (path === "/api/auth/jwks") return json(jwks);
    if (path === "/revocations") return json({ revoked: [] });
    const hash = path.startsWith(holderPath("")) ? path.slice(holderPath("").length) : undefined;
    if (hash !== undefined) return holders.get(hash) ?? { ...json({}), status: 404 };
    calls.push({ ...call, path, peer });
    return answer;
  });
  const running = await program.start({
    sidecar: sidecar.send,
    clock,
    machineClock: clock,
    newId: () => "id",
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    settings: { topicLayout: "by-type", replica: "r1", appToken: undefined, variables },
  });
  const token = (user: string) =>
    new SignJWT({ sid: "s1" })
      .setProtectedHeader({ alg: tokenAlgorithm, kid: "k" })
      .setSubject(user)
      .setIssuer(tokenIssuer)
      .setAudience(tokenAudience)
      .setExpirationTime(clock.now() / 1_000 + 900)
      .sign(keys.privateKey);
  const bearer = `Bearer ${await token("ada")}`;
  return {
    clock,
    /** What reached a peer, in order. */
    calls,
    running,
    /** The Authorization header of the person "ada". */
    bearer,
    /** The Authorization header of a program of "ada" with these scopes. */
    bearerWith(...scopes: readonly Scope[]): string {
      const made = `${tokenPrefix}${String(holders.size).padStart(43, "0")}`;
      const expires_at = "2026-02-05T08:00:00.000Z";
      holders.set(
        hashOf(made),
        json({ id: `k${holders.size}`, user_id: "ada", scopes, expires_at }),
      );
      return `Bearer ${made}`;
    },
    /** From now on peers answer so. */
    peersAnswer(next: HttpAnswer): void {
      answer = next;
    },
    peersAreAway(): void {
      answer = away;
    },
    storeIsDown(): void {
      storeFails = true;
    },
    /** A request of "ada". */
    ask: (path: string, init: RequestInit = {}, env?: unknown) =>
      running.fetch(
        new Request(`http://nudge.test${path}`, {
          ...init,
          headers: { authorization: bearer, ...init.headers },
        }),
        env,
      ),
  };
}
