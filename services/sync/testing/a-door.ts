import { once } from "node:events";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { vi } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import type { HttpAnswer } from "../../../components/model/http.ts";
import { type Scope, tokenPrefix } from "../../shared/contracts/api/tokens.ts";
import { hashOf, holderPath } from "../../shared/kit/api-tokens.ts";
import { tokenAlgorithm, tokenAudience, tokenIssuer } from "../../shared/kit/bearer.ts";
import { personHeader } from "../../shared/kit/door.ts";
import { closeDoor, openDoor } from "../../shared/kit/serve.ts";
import { memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { ownClock } from "../../shared/kit/testing/own-clock.ts";
import { ownPorts } from "../../shared/kit/testing/own-ports.ts";
import { program } from "../main.ts";

const json = (value: unknown): HttpAnswer => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

const changesPath = /\/v1\.0\/invoke\/task\/method\/changes\?after=(\d+)$/;
const frameForm = z.looseObject({ type: z.string(), seq: z.number().optional() });
const untilHeard = { timeout: 5_000, interval: 5 };

/** The sync service on a port of its own, with a stand-in for the owner of the logs. */
export async function aDoor(variables: Readonly<Record<string, string>> = {}) {
  const clock = ownClock("wait");
  const keys = await generateKeyPair(tokenAlgorithm, { crv: "Ed25519" });
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), alg: tokenAlgorithm, kid: "k" }] };
  const sidecar = memorySidecar(clock.now);
  const ends = new Map<string, number>();
  const holders = new Map<string, HttpAnswer>();
  sidecar.intercept(({ path, headers }) => {
    if (path.endsWith("/method/api/auth/jwks")) return json(jwks);
    if (path.endsWith("/method/revocations")) return json({ revoked: [] });
    const [, hash] = path.split(`/method${holderPath("")}`);
    if (hash !== undefined) return holders.get(hash);
    const [, after] = changesPath.exec(path) ?? [];
    if (after === undefined) return undefined;
    const end = ends.get(headers[personHeader] ?? "") ?? 0;
    const reset = Number(after) > end;
    const changes = reset ? [] : numbersTo(end).filter(({ seq }) => seq > Number(after));
    return json({ seq: end, reset, changes });
  });
  const running = await program.start(ownPorts(sidecar.send, { clock, variables }));
  const server = openDoor(running.fetch, 0, "127.0.0.1");
  if (!server.listening) await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  return {
    clock,
    port,
    /** The person's log grows to this position, silently. */
    grows: (user: string, end: number) => ends.set(user, end),
    /** An update reaches this replica as the runtime hands it over. */
    async hears(user: string, seq: number) {
      ends.set(user, Math.max(seq, ends.get(user) ?? 0));
      const data = { user_id: user, ...numbered(seq) };
      const event = { id: `${user}:${seq}`, type: "task-updates", data };
      await running.channel(post("/events/task-updates", event));
    },
    async signsOut(user: string, session: string) {
      const data = { session_id: session, user_id: user, expires_at: "2026-01-05T09:00:00Z" };
      const event = { id: session, type: "session.revoked", data };
      await running.channel(post("/events/session.revoked", event));
    },
    token: (user: string, session = "s1", lifeSeconds = 900) =>
      new SignJWT({ sid: session })
        .setProtectedHeader({ alg: tokenAlgorithm, kid: "k" })
        .setSubject(user)
        .setIssuer(tokenIssuer)
        .setAudience(tokenAudience)
        .setExpirationTime(Math.floor(clock.now() / 1_000) + lifeSeconds)
        .sign(keys.privateKey),
    /** A token of a program of the person's. */
    programToken(user: string, id: string, ...scopes: readonly Scope[]): string {
      const made = `${tokenPrefix}${id.padStart(43, "0")}`;
      const expires_at = "2026-02-05T08:00:00.000Z";
      holders.set(hashOf(made), json({ id, user_id: user, scopes, expires_at }));
      return made;
    },
    connects: (query = "", headers: Readonly<Record<string, string>> = {}) =>
      connects(`ws://127.0.0.1:${port}/api/sync${query}`, headers),
    async close() {
      await Promise.all([closeDoor(server), running.close()]);
    },
  };
}

const numbered = (seq: number) => ({ seq, aggregate_id: `t${seq}`, event_type: "task.updated" });
const numbersTo = (end: number) => Array.from({ length: end }, (_, i) => numbered(i + 1));

const post = (path: string, body: unknown) =>
  ({
    method: "POST",
    path,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }) as const;

/** A window at the other end of a real socket. */
function connects(url: string, headers: Readonly<Record<string, string>>) {
  const socket = new WebSocket(url, { headers });
  const frames: z.output<typeof frameForm>[] = [];
  let end: number | undefined;
  socket.on("message", (data) => frames.push(frameForm.parse(JSON.parse(String(data)))));
  socket.on("unexpected-response", (_request, response) => {
    end = response.statusCode ?? 0;
    socket.terminate();
  });
  socket.on("close", (code) => {
    end ??= code;
  });
  // A close always follows and tells the code.
  socket.on("error", () => undefined);
  return {
    frames,
    send: (text: string | Uint8Array) => socket.send(text),
    says: (token: string) => socket.send(JSON.stringify({ type: "auth", token })),
    opened: () => (socket.readyState === WebSocket.OPEN ? undefined : once(socket, "open")),
    /** Resolves when so many frames came. */
    async told(count: number) {
      await vi.waitFor(() => {
        if (frames.length < count) throw new Error(`only ${JSON.stringify(frames)}, end ${end}`);
      }, untilHeard);
      return frames;
    },
    /** The close code, or the status of a refused upgrade. */
    ended: () =>
      vi.waitFor(() => {
        if (end === undefined) throw new Error(`it stays open: ${JSON.stringify(frames)}`);
        return end;
      }, untilHeard),
    close: () => socket.terminate(),
  };
}

export type Door = Awaited<ReturnType<typeof aDoor>>;
export type ConnectedWindow = ReturnType<Door["connects"]>;
