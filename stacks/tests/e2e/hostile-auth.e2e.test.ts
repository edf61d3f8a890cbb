import { createHmac, createPublicKey } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { freePort } from "../../../infra/real/ports.ts";
import { keySet } from "../../../services/shared/contracts/api/accounts.ts";
import { type Application, elsewhere, startApplication } from "./application.ts";
import { filed } from "./filed.ts";
import { newFolder } from "./folders.ts";
import { type Claims, type Forge, forger } from "./forged-tokens.ts";
import { harmWatch } from "./harm.ts";
import { addTask, asGuest, ask, type Person } from "./person.ts";
import { sidecarsOf } from "./sidecars.ts";
import { sayAndRead } from "./wire-answer.ts";

const variables = { RATE_LIMIT: "off", AUTH_SECRET: "an installation's own secret, 32 or more" };
const patience = { timeout: 20_000, interval: 20 };
const refusal = { status: 401, field: "Authorization" };

let options: { readonly dataDir: string; readonly port: number };
let application: Application;
let ada: Person;
let eve: Person;
let forge: Forge;
let watch: ReturnType<typeof harmWatch>;

beforeAll(async () => {
  options = { dataDir: newFolder(), port: await freePort() };
  application = await startApplication({ ...options, variables });
  ada = await asGuest(application.url);
  eve = await asGuest(application.url);
  await addTask(ada, "Mine");
  await filed(ada, 1);
  watch = harmWatch(application.url, () => [ada, eve]);
  if (elsewhere === undefined) {
    forge = await forger(sidecarsOf(application), variables.AUTH_SECRET);
  }
});
afterAll(async () => {
  console.info(watch.figures("hostile auth"));
  expect(application.errors()).not.toContain("request.failed");
  await application.close();
});

const list = (authorization: string) =>
  ask(application.url, "/api/tasks", { headers: { authorization } });
const refused = (token: string) => watch.refused(() => list(`Bearer ${token}`), refusal);

const now = () => Math.floor(Date.now() / 1_000);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
/** All that the doors ask for. */
const goodClaims = () => ({
  iss: "nudge",
  aud: "nudge",
  sub: ada.id,
  sid: "forged",
  iat: now(),
  exp: now() + 900,
});

async function publishedKey() {
  const [key] = keySet.parse((await ask(application.url, "/api/auth/jwks")).body).keys;
  if (!key) throw new Error("no key is published");
  return key;
}

describe("a token is refused", () => {
  test.each(["none", "None", "nOnE", ""])("that says alg %j and has no signature", async (alg) => {
    const { kid } = await publishedKey();
    await refused(`${part({ alg, kid })}.${part(goodClaims())}.`);
    await refused(`${part({ alg, kid })}.${part(goodClaims())}.AAAA`);
  });

  test("that is signed by HS256 with what everybody can read of the key", async () => {
    const jwk = await publishedKey();
    const { kty, crv, x, kid } = jwk;
    const pem = createPublicKey({ key: { kty, crv, x }, format: "jwk" }).export({
      type: "spki",
      format: "pem",
    });
    const said = `${part({ alg: "HS256", kid })}.${part(goodClaims())}`;
    for (const secret of [x, Buffer.from(x, "base64url"), pem, JSON.stringify(jwk)]) {
      await refused(`${said}.${createHmac("sha256", secret).update(said).digest("base64url")}`);
    }
  });

  test("that brings its own key, or names where to fetch it, and nobody fetches it", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(String(request.url));
      response.end("{}");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = z.object({ port: z.number() }).parse(server.address());
      const there = `http://127.0.0.1:${port}/keys`;
      const { privateKey, publicKey } = await generateKeyPair("EdDSA", { extractable: true });
      const { kid } = await publishedKey();
      const headers: readonly Claims[] = [
        { kid },
        {},
        { kid, jwk: await exportJWK(publicKey) },
        { kid, jku: there },
        { kid, x5u: there },
        { kid: there },
        { kid: "../../../../etc/passwd" },
        { kid: "keys:all'; --" },
        { kid: `${kid}\u0000` },
      ];
      for (const header of headers) {
        const unsigned = new SignJWT(goodClaims()).setProtectedHeader({ alg: "EdDSA", ...header });
        await refused(await unsigned.sign(privateKey));
      }
      expect(asked).toEqual([]);
    } finally {
      server.close();
    }
  });

  test("whose person was changed after it was signed", async () => {
    const [head = "", , signature = ""] = eve.token.split(".");
    await refused(`${head}.${part(goodClaims())}.${signature}`);
  });

  test.each(["x.y.z", "..", "a", "e30.e30.e30", "a".repeat(5_000)])(
    "that is none",
    async (token) => {
      await refused(token);
    },
  );
});

describe.skipIf(elsewhere !== undefined)("a token of our own key", () => {
  test("is taken when its claims are right", async () => {
    const answer = await list(`Bearer ${await forge({ sub: ada.id })}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ total: 1 });
  });

  test.each<[string, () => Claims]>([
    ["for another audience", () => ({ aud: "other" })],
    ["for no audience", () => ({ aud: undefined })],
    ["for an empty list of audiences", () => ({ aud: [] })],
    ["of another issuer", () => ({ iss: "https://evil.example" })],
    ["of no issuer", () => ({ iss: undefined })],
    ["that ran out two minutes ago", () => ({ exp: now() - 120 })],
    ["that never ends", () => ({ exp: undefined })],
    ["that ends at a word", () => ({ exp: "tomorrow" })],
    ["that begins in two minutes", () => ({ nbf: now() + 120 })],
    ["without a person", () => ({ sub: undefined })],
    ["of an empty person", () => ({ sub: "" })],
    ["of several people", () => ({ sub: [ada.id, eve.id] })],
    ["of an object", () => ({ sub: { id: ada.id } })],
    ["of a person with a name of 10 KB", () => ({ sub: "a".repeat(10_000) })],
    ["of a person with a name of 65 letters", () => ({ sub: "a".repeat(65) })],
    ["of a person who is part of a key", () => ({ sub: `${ada.id}:1` })],
    ["of a person who is a way up", () => ({ sub: "../ada" })],
    ["of all people", () => ({ sub: "*" })],
    ["without a session", () => ({ sid: undefined })],
    ["of a session that is a number", () => ({ sid: 1 })],
  ])("is refused %s", async (_title, claims) => {
    await refused(await forge({ sub: ada.id, ...claims() }));
  });
});

describe("a token proves nothing", () => {
  test.each<[string, (token: string) => string]>([
    ["under another scheme", (token) => `Basic ${token}`],
    ["without a scheme", (token) => token],
    ["twice in one header", (token) => `Bearer ${token}, Bearer ${token}`],
    ["after two spaces", (token) => `Bearer  ${token}`],
    ["with something behind it", (token) => `Bearer ${token} x`],
    ["when it is empty", () => "Bearer "],
  ])("%s", async (_title, header) => {
    await watch.refused(() => list(header(eve.token)), refusal);
  });

  test("when two Authorization headers say who calls", async () => {
    const head = (first: Person, second: Person) => [
      "GET /api/tasks HTTP/1.1",
      `Authorization: Bearer ${first.token}`,
      `authorization: Bearer ${second.token}`,
    ];
    const { url } = application;
    await watch.refused(() => sayAndRead(url, head(ada, eve)), refusal);
    await watch.refused(() => sayAndRead(url, head(ada, ada)), refusal);
  });

  test.each(["token", "access_token", "authorization"])("in the query as %s", async (name) => {
    const path = `/api/tasks?${name}=${ada.token}`;
    await watch.refused(() => ask(application.url, path), refusal);
    await watch.refused(() => eve.call("GET", path), { status: 422, field: name });
  });

  test("in a cookie, and neither does the session's own cookie", async () => {
    for (const cookie of [`token=${ada.token}`, `Authorization=${ada.token}`, ada.cookie]) {
      const send = () => ask(application.url, "/api/tasks", { headers: { cookie } });
      await watch.refused(send, refusal);
    }
  });

  test("in the body", async () => {
    const body = { title: "x", token: ada.token };
    const send = () => ask(application.url, "/api/tasks", { method: "POST", body });
    await watch.refused(send, refusal);
  });
});

describe("after signing out", () => {
  async function signedOut(): Promise<Person> {
    const guest = await asGuest(application.url);
    expect((await guest.call("GET", "/api/tasks")).status).toBe(200);
    const headers = { cookie: guest.cookie };
    const answer = await ask(application.url, "/api/auth/sign-out", {
      method: "POST",
      body: {},
      headers,
    });
    expect(answer.status).toBe(200);
    await vi.waitFor(async () => {
      expect((await guest.call("GET", "/api/tasks")).status).toBe(401);
    }, patience);
    return guest;
  }

  test("the token is refused for good, and the cookie gives no new one", async () => {
    const guest = await signedOut();
    await refused(guest.token);
    const headers = { cookie: guest.cookie };
    await watch.refused(() => ask(application.url, "/api/auth/token", { headers }), {
      status: 401,
      field: "Cookie",
    });
  });

  test.skipIf(elsewhere !== undefined)("the token is refused also after a kill -9", async () => {
    const guest = await signedOut();
    await application.kill();
    application = await startApplication({ ...options, variables });
    await refused(guest.token);
  });
});
