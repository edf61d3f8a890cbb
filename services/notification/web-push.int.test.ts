import { once } from "node:events";
import { createServer } from "node:http";
import { importJWK, jwtVerify } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isoNow } from "../shared/kit/clock.ts";
import { outside } from "../shared/kit/outside.ts";
import { ownClock } from "../shared/kit/testing/own-clock.ts";
import { newBrowser } from "./browsers.ts";
import { pushKeysOf } from "./push-keys.ts";
import { aBrowser, type Browser } from "./testing/a-browser.ts";
import { pushVariables } from "./testing/push-variables.ts";
import { webPushing } from "./web-push.ts";

interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A push service of one's own: what it got, and how it answers. */
let service: Awaited<ReturnType<typeof aPushService>>;
beforeEach(async () => {
  service = await aPushService();
});
afterEach(() => service.close());

async function aPushService() {
  const received: Received[] = [];
  let answer: { status: number; headers?: Record<string, string> } = { status: 201 };
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { url = "", headers } = request;
    received.push({ path: url, headers, body: Buffer.concat(pieces) });
    response.writeHead(answer.status, answer.headers).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the port has no number");
  const host = `127.0.0.1:${address.port}`;
  return {
    host,
    received,
    answers(next: typeof answer) {
      answer = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const keys = pushKeysOf(pushVariables);
if (!keys) throw new Error("the keys of the tests are missing");

/** The way out as the service has it, with or without the push service of this test let through. */
const pushing = (allowed: readonly string[] = [service.host]) => {
  const way = outside({ hosts: ["*"], allowed });
  return webPushing({ callOut: (call) => way.call(call) }, keys);
};

const kept = ({ subscription }: Browser) =>
  newBrowser(subscription, isoNow(ownClock("pass", "2026-01-05T09:00:00.000Z")));

const aMessage = (title = "Call mum") => ({
  id: "r1-1-push",
  about: "r1",
  content: { subject: `Reminder: ${title}`, due: "Due 2026-01-05 at 10:00 (UTC)", footer: "" },
  data: { type: "reminder", task: { id: "t1", title } },
});

test("a browser reads what was sent, and nobody else can", async () => {
  const browser = aBrowser(`http://${service.host}/send/1`);
  const title = `${"漢🙂é".repeat(66)}é!`;

  const { outcome } = await pushing()([kept(browser)], aMessage(title));

  expect(outcome).toEqual({ kind: "sent" });
  const body = service.received[0]?.body ?? Buffer.alloc(0);
  expect(body.length).toBeLessThan(4_096);
  expect(browser.read(body)).toEqual({
    title: `Reminder: ${title}`,
    body: "Due 2026-01-05 at 10:00 (UTC)",
    tag: "r1",
    task_id: "t1",
  });
  expect(() => aBrowser().read(body)).toThrow();
});

test("the request says who sends, how urgent it is, for how long, and what it replaces", async () => {
  await pushing()([kept(aBrowser(`http://${service.host}/send/1`))], aMessage());
  await pushing()([kept(aBrowser(`http://${service.host}/send/2`))], aMessage());

  const [first, second] = service.received;
  expect(first?.headers).toMatchObject({
    ttl: "86400",
    urgency: "high",
    topic: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/),
    "content-encoding": "aes128gcm",
    "content-type": "application/octet-stream",
  });
  expect(second?.headers.topic).toBe(first?.headers.topic);
  const [, token = "", key = ""] =
    /^vapid t=([^,]+), k=(.+)$/.exec(String(first?.headers.authorization)) ?? [];
  expect(key).toBe(pushVariables.WEB_PUSH_PUBLIC_KEY);
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  const jwk = { kty: "EC", crv: "P-256", x: x.toString("base64url"), y: y.toString("base64url") };
  const { payload } = await jwtVerify(token, await importJWK(jwk, "ES256"), {
    audience: `http://${service.host}`,
    subject: "mailto:operator@example.org",
  });
  // RFC 8292: no later than a day from now.
  expect(payload.exp).toBeLessThanOrEqual(Date.now() / 1_000 + 24 * 3_600);
});

test.each([
  [201, {}, { kind: "sent" }],
  [410, {}, { kind: "failed", reason: "no browser takes it any more", again: false }],
  [404, {}, { kind: "failed", reason: "no browser takes it any more", again: false }],
  [403, {}, { kind: "failed", reason: "the push service answered 403", again: false }],
  [413, {}, { kind: "failed", reason: "the push service answered 413", again: false }],
  [429, {}, { kind: "failed", reason: "the push service answered 429", again: true }],
  [503, {}, { kind: "failed", reason: "the push service answered 503", again: true }],
  [
    307,
    { location: "http://169.254.169.254/" },
    {
      kind: "failed",
      reason: expect.stringMatching(/answers 307; redirects are not followed$/),
      again: true,
    },
  ],
])("a service that answers %i", async (status, headers, expected) => {
  service.answers({ status, headers });
  const browser = kept(aBrowser(`http://${service.host}/send/secret-of-the-browser`));

  const { outcome, gone } = await pushing()([browser], aMessage());

  expect(outcome).toEqual(expected);
  expect(gone).toEqual([404, 410].includes(status) ? [browser.id] : []);
  expect(service.received).toHaveLength(1);
  expect(JSON.stringify(outcome)).not.toContain("secret-of-the-browser");
});

test("one browser that takes it is enough, and the others that are over are named", async () => {
  const living = kept(aBrowser(`http://${service.host}/send/1`));
  const inside = kept(aBrowser("http://10.0.0.1/send/2"));

  const { outcome, gone } = await pushing()([inside, living], aMessage());

  expect([outcome, gone]).toEqual([{ kind: "sent" }, []]);
});

test.each([
  "http://10.0.0.1/x",
  "http://169.254.169.254/x",
  "https://[::1]/x",
  "http://127.1:22/x",
])("%s is never called", async (endpoint) => {
  const { outcome } = await pushing()([kept(aBrowser(endpoint))], aMessage());
  expect(outcome).toMatchObject({ kind: "failed", again: false });
});

test("a service on this machine is not called unless the operator names it", async () => {
  const browser = kept(aBrowser(`http://${service.host}/send/1`));
  const { outcome } = await pushing([])([browser], aMessage());

  expect(outcome).toMatchObject({ kind: "failed", again: false });
  expect(service.received).toEqual([]);
});
