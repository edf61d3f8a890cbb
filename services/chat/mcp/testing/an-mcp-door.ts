import { once } from "node:events";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Hono } from "hono";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { HttpAnswer } from "../../../../components/model/http.ts";
import { tokenPrefix } from "../../../shared/contracts/api/tokens.ts";
import { hashOf, holderPath } from "../../../shared/kit/api-tokens.ts";
import { tokenAlgorithm, tokenAudience, tokenIssuer } from "../../../shared/kit/bearer.ts";
import { doorVerifier } from "../../../shared/kit/door.ts";
import { Problem, problemResponse } from "../../../shared/kit/problem.ts";
import { closeDoor, openDoor } from "../../../shared/kit/serve.ts";
import { keptLog } from "../../../shared/kit/testing/own-ports.ts";
import { aTaskService } from "../../tools/testing/a-task-service.ts";
import { mcpRoutes } from "../routes.ts";

/** What "ada" gave to programs: one may only read, one may not even do that. */
const readingToken = `${tokenPrefix}${"r".repeat(43)}`;
const settingsToken = `${tokenPrefix}${"s".repeat(43)}`;

/** The MCP door on a port of its own, before the real task service; only auth is a stand-in. */
export async function anMcpDoor() {
  const tasks = await aTaskService();
  const log = keptLog();
  const auth = await anAuth();
  let ids = 0;
  const admitted: (readonly [string, number])[] = [];
  const app = new Hono().route(
    "/",
    mcpRoutes({
      doors: doorVerifier(async (path) => json(auth.answers[path]), tasks.clock, log),
      toolboxFor: tasks.box,
      admit: async (person, messages) => {
        admitted.push([person, messages]);
      },
      newId: () => `m${++ids}`,
      log,
      publicUrl: "https://nudge.test",
    }),
  );
  app.onError((thrown) => {
    if (thrown instanceof Problem) return problemResponse(thrown, "trace");
    throw thrown;
  });
  const server = openDoor(
    (request, env) => Promise.resolve(app.fetch(request, env ?? {})),
    0,
    "127.0.0.1",
  );
  if (!server.listening) await once(server, "listening");
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const url = `http://${host}/mcp`;
  const token = (person: string) => auth.token(person, tasks.clock.now() / 1_000 + 900);
  return {
    tasks,
    log,
    /** Whose messages were counted, and how many. */
    admitted,
    host,
    readingToken,
    settingsToken,
    token,
    /** A request that no tidy client would send. */
    async ask(
      body: unknown,
      headers: Readonly<Record<string, string>> = {},
      path = "",
    ): Promise<Response> {
      return fetch(`${url}${path}`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${await token("ada")}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...headers,
        },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
    },
    /** The official client, connected. */
    async client(bearer: string, headers: Readonly<Record<string, string>> = {}, path = "") {
      const client = new Client({ name: "test", version: "1" });
      const requestInit = { headers: { authorization: `Bearer ${bearer}`, ...headers } };
      await client.connect(
        new StreamableHTTPClientTransport(new URL(`${url}${path}`), { requestInit }),
      );
      return client;
    },
    close: () => closeDoor(server),
  };
}

/** What the doors ask of auth, and the tokens that it gives to people. */
async function anAuth() {
  const keys = await generateKeyPair(tokenAlgorithm, { crv: "Ed25519" });
  const key = { ...(await exportJWK(keys.publicKey)), alg: tokenAlgorithm, kid: "k" };
  const answers: Readonly<Record<string, unknown>> = {
    "/api/auth/jwks": { keys: [key] },
    "/revocations": { revoked: [] },
    [holderPath(hashOf(readingToken))]: holder("t1", "tasks:read"),
    [holderPath(hashOf(settingsToken))]: holder("t2", "settings"),
  };
  return {
    answers,
    token: (person: string, expiresAt: number) =>
      new SignJWT({ sid: "s1" })
        .setProtectedHeader({ alg: tokenAlgorithm, kid: "k" })
        .setSubject(person)
        .setIssuer(tokenIssuer)
        .setAudience(tokenAudience)
        .setExpirationTime(expiresAt)
        .sign(keys.privateKey),
  };
}

const holder = (id: string, scope: string) => ({
  id,
  user_id: "ada",
  scopes: [scope],
  expires_at: "2027-01-01T00:00:00Z",
});

const json = (value: unknown): HttpAnswer => ({
  status: value === undefined ? 404 : 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value ?? {}),
});
