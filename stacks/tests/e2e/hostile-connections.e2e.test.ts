import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Application, startApplication } from "./application.ts";
import { filed } from "./filed.ts";
import { harmWatch } from "./harm.ts";
import { addTask, asGuest, ask, type Person } from "./person.ts";
import { answerOn, openWire, say, type WireAnswer } from "./wire.ts";
import { sayAndRead } from "./wire-answer.ts";

/** Ten seconds are allowed for a header and thirty for a request; the door looks every two. */
const headerWithinMs = 20_000;
const requestWithinMs = 42_000;
const dripEveryMs = 500;
const idleClients = 200;

let application: Application;
let ada: Person;
let taskId: string;
let watch: ReturnType<typeof harmWatch>;
/** Connected at once, because their time runs while the other tests do. */
const opened: Socket[] = [];
let slowHeader: Promise<WireAnswer>;
let slowBody: Promise<WireAnswer>;
let dripping: NodeJS.Timeout;

beforeAll(async () => {
  application = await startApplication({ variables: { RATE_LIMIT: "off" } });
  ada = await asGuest(application.url);
  taskId = (await addTask(ada, "Mine")).id;
  await filed(ada, 1);
  watch = harmWatch(application.url, () => [ada]);
  const [header, body] = [await openWire(application.url), await openWire(application.url)];
  opened.push(header, body);
  slowHeader = answerOn(header);
  slowBody = answerOn(body);
  header.write("GET /api/tasks HTTP/1.1\r\nHost: x\r\n");
  const head = ["POST /api/tasks HTTP/1.1", "Host: x", `Authorization: Bearer ${ada.token}`];
  const more = ["Content-Type: application/json", "Content-Length: 1000"];
  body.write(`${[...head, ...more].join("\r\n")}\r\n\r\n{"title":"`);
  // Drop by drop: each looks like progress.
  dripping = setInterval(() => {
    if (header.writable) header.write("X-Slow: 1\r\n");
    if (body.writable) body.write("x");
  }, dripEveryMs);
});
afterAll(async () => {
  clearInterval(dripping);
  for (const socket of opened) socket.destroy();
  console.info(watch.figures("hostile connections"));
  await application.close();
});

const withCookie = (path: string, headers: Readonly<Record<string, string>>, body = "") =>
  ask(application.url, path, {
    method: "POST",
    body,
    headers: { cookie: ada.cookie, ...headers },
  });
const stillSignedIn = async () => {
  const headers = { cookie: ada.cookie };
  const session = await ask(application.url, "/api/auth/get-session", { headers });
  expect(session.body).toMatchObject({ user: { id: ada.id } });
};

const formTypes = [
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain",
] as const;

describe("a page of another site cannot act for a person", () => {
  test.each(formTypes)("by a form of %s with their cookie", async (type) => {
    const headers = { "content-type": type };
    const create = () => withCookie("/api/tasks", headers, "title=Forged");
    await watch.refused(create, { status: 401, field: "Authorization" });
    const remove = () => withCookie(`/api/tasks/${taskId}/complete`, headers);
    await watch.refused(remove, { status: 401, field: "Authorization" });
    const signOut = () => withCookie("/api/auth/sign-out", headers, "a=b");
    await watch.refused(signOut, { status: 415, field: "content-type" });
    await stillSignedIn();
  });

  test.each([
    "https://evil.example",
    "null",
    "file://",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.1:1",
    "http://localhost",
  ])("from the origin %s", async (origin) => {
    const headers = { "content-type": "application/json", origin };
    for (const path of ["sign-out", "sign-in/anonymous", "sign-up/email", "revoke-sessions"]) {
      const send = () => withCookie(`/api/auth/${path}`, headers, "{}");
      await watch.refused(send, { status: 403, field: "Origin" });
    }
    await stillSignedIn();
  });

  test.each(["cross-site", "same-site"])("when its browser says %s", async (site) => {
    const headers = { "content-type": "application/json", "sec-fetch-site": site };
    const send = () => withCookie("/api/auth/sign-out", headers, "{}");
    await watch.refused(send, { status: 403, field: "Sec-Fetch-Site" });
    await stillSignedIn();
  });

  test("nor read: no answer allows another origin", async () => {
    const origin = "https://evil.example";
    const asked = { origin, "access-control-request-method": "POST" };
    const answers = await watch.harmless(async () => [
      await ask(application.url, "/api/tasks", { method: "OPTIONS", headers: asked }),
      await ask(application.url, "/api/auth/sign-out", { method: "OPTIONS", headers: asked }),
      await ada.call("GET", "/api/tasks", undefined, { origin }),
    ]);
    for (const { headers, status } of answers) {
      expect(status).toBeLessThan(500);
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("access-control-allow-credentials")).toBeNull();
    }
  });

  test("with a cookie that scripts cannot read and other sites do not send", async () => {
    const options = { method: "POST", body: {} };
    const { headers } = await ask(application.url, "/api/auth/sign-in/anonymous", options);
    const cookies = headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; *HttpOnly/i);
      expect(cookie).toMatch(/; *SameSite=(Lax|Strict)/i);
    }
  });
});

describe("a header of more than 16 KB is refused", () => {
  const long = "x".repeat(17 * 1_024);
  const many = Array.from({ length: 2_000 }, (_, i) => `X-Header-${i}: x`);
  test.each<[string, readonly string[]]>([
    ["as one line", ["GET /api/tasks HTTP/1.1", `X-Long: ${long}`]],
    ["as a cookie", ["GET /api/auth/get-session HTTP/1.1", `Cookie: a=${long}`]],
    ["as a token", ["GET /api/tasks HTTP/1.1", `Authorization: Bearer ${long}`]],
    ["as 2,000 lines", ["GET /api/tasks HTTP/1.1", ...many]],
    ["as an address", [`GET /api/tasks?search=${long} HTTP/1.1`]],
  ])("%s", async (_title, head) => {
    expect((await watch.harmless(() => say(application.url, head))).status).toBe(431);
  });
});

describe("what is hardly HTTP is refused", () => {
  test.each<[string, string]>([
    ["nonsense", "GARBAGE\r\n\r\n"],
    ["another protocol", "SSH-2.0-OpenSSH_9.9\r\n\r\n"],
    ["the start of TLS", "\u0016\u0003\u0001\u0002\u0000\u0001"],
    ["no host", "GET /api/tasks HTTP/1.1\r\n\r\n"],
    ["a header without a name", "GET / HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n"],
    ["NUL in a header", "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b\r\n\r\n"],
    ["an unknown method", "STEAL /api/tasks HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["an unknown version", "GET /api/tasks HTTP/9.9\r\nHost: x\r\n\r\n"],
  ])("%s", async (_title, bytes) => {
    const answer = await watch.harmless(async () => {
      const socket = await openWire(application.url);
      const answered = answerOn(socket);
      socket.write(bytes, "latin1");
      return answered.finally(() => socket.destroy());
    });
    expect(answer.status).toBe(400);
  });

  test.each(["TRACE", "PROPFIND", "PURGE"])("the method %s", async (method) => {
    const head = [
      `${method} /api/tasks HTTP/1.1`,
      `Authorization: Bearer ${ada.token}`,
      "X-Secret: what nobody is shown",
    ];
    const answer = await watch.harmless(() => sayAndRead(application.url, head));
    expect(answer.status).toBe(405);
    expect(answer.text).not.toContain("what nobody is shown");
  });
});

test("200 connections that say nothing keep nobody waiting", async () => {
  await watch.harmless(async () => {
    for (let i = 0; i < idleClients; i++) opened.push(await openWire(application.url));
  });
});

describe("a client that is slow on purpose is let go", () => {
  test("in its header", async () => {
    const answer = await watch.harmless(() => slowHeader);
    expect(answer.status).toBe(408);
    expect(answer.ms).toBeLessThan(headerWithinMs);
  });

  test("in its body", async () => {
    const answer = await watch.harmless(() => slowBody);
    expect([408, 400, 0]).toContain(answer.status);
    expect(answer.ms).toBeLessThan(requestWithinMs);
  });
});
