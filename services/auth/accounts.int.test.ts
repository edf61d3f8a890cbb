import { beforeEach, describe, expect, test } from "vitest";
import type { Running } from "../shared/kit/host.ts";
import { type MemorySidecar, memorySidecar } from "../shared/kit/testing/memory-sidecar.ts";
import { Browser, startReplica } from "./testing/replica.ts";

const ada = { email: "ada@example.com", password: "correct horse battery", name: "Ada" };

let sidecar: MemorySidecar;
let replica: Running;
let browser: Browser;

beforeEach(async () => {
  sidecar = memorySidecar();
  replica = await startReplica({ sidecar });
  browser = new Browser(replica);
});

const usersWith = (email: string) =>
  [...sidecar.values()].filter(
    ([key, value]) => key.startsWith("user:") && JSON.stringify(value).includes(email),
  );
const accountKeys = () => [...sidecar.values().keys()].filter((key) => key.startsWith("account:"));

describe("signing up and in", () => {
  test("whoever signs up is signed in", async () => {
    const answer = await browser.post("/sign-up/email", ada);

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ user: { email: ada.email, name: "Ada" } });
    expect((await browser.get("/get-session")).body).toMatchObject({ user: { email: ada.email } });
  });

  test("without a name the part before the @ is the name", async () => {
    const { email, password } = ada;
    const answer = await browser.post("/sign-up/email", { email, password });

    expect(answer.body).toMatchObject({ user: { name: "ada" } });
  });

  test("another browser signs in with the same password, whatever the email's case", async () => {
    const up = await browser.post("/sign-up/email", ada);
    const other = new Browser(replica);
    const answer = await other.post("/sign-in/email", {
      email: "ADA@example.com",
      password: ada.password,
    });

    expect(answer.status).toBe(200);
    expect(answer.body.user).toMatchObject({ email: ada.email });
    expect(answer.body.token).not.toBe(up.body.token);
  });

  test("a wrong password and an unknown email are refused alike", async () => {
    await browser.post("/sign-up/email", ada);
    for (const email of [ada.email, "nobody@example.com"]) {
      const answer = await new Browser(replica).post("/sign-in/email", {
        email,
        password: "wrong",
      });

      expect(answer.status).toBe(401);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.body).toMatchObject({ code: "INVALID_EMAIL_OR_PASSWORD", status: 401 });
    }
  });

  test("an email that is taken is refused, and its password stays", async () => {
    await browser.post("/sign-up/email", ada);
    const answer = await new Browser(replica).post("/sign-up/email", {
      ...ada,
      password: "another password",
    });

    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe("USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
    const { email, password } = ada;
    expect((await new Browser(replica).post("/sign-in/email", { email, password })).status).toBe(
      200,
    );
  });

  test("two replicas that sign up one email at once make one account", async () => {
    const second = await startReplica({ sidecar });
    const answers = await Promise.all(
      [replica, second].map((one) => new Browser(one).post("/sign-up/email", ada)),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(usersWith(ada.email)).toHaveLength(1);
    expect(accountKeys()).toHaveLength(1);
  });

  test("the store holds neither the password nor a token in a key", async () => {
    const { body } = await browser.post("/sign-up/email", ada);
    const values = sidecar.values();

    expect(JSON.stringify([...values.values()])).not.toContain(ada.password);
    expect([...values.keys()].join()).not.toContain(String(body.token));
    // Not "ada" alone: by chance a hash in hex can spell it.
    expect([...values.keys()].join()).not.toContain(ada.email);
  });
});

describe("a guest", () => {
  const idOf = (answer: { body: Readonly<Record<string, unknown>> }) =>
    JSON.parse(JSON.stringify(answer.body)).user.id;

  test("needs no words, and has no second self in the same browser", async () => {
    const answer = await browser.post("/sign-in/anonymous");

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ user: { isAnonymous: true, name: "Guest" } });
    expect((await browser.post("/sign-in/anonymous")).status).toBe(400);
  });

  test("keeps the id when signing up, and the guest's session ends", async () => {
    const guest = await browser.post("/sign-in/anonymous");
    const before = (await browser.get("/get-session")).body;
    const up = await browser.post("/sign-up/email", ada);

    expect(idOf(up)).toBe(idOf(guest));
    expect((await browser.get("/get-session")).body).toMatchObject({
      user: { email: ada.email, isAnonymous: false },
    });
    expect(sidecar.published.map(({ event }) => event.data)).toMatchObject([
      { session_id: JSON.parse(JSON.stringify(before)).session.id, user_id: idOf(guest) },
    ]);
    const { email, password } = ada;
    expect(idOf(await new Browser(replica).post("/sign-in/email", { email, password }))).toBe(
      idOf(guest),
    );
  });

  test("who asks for a taken email stays a guest", async () => {
    await new Browser(replica).post("/sign-up/email", ada);
    const guest = await browser.post("/sign-in/anonymous");
    const refused = await browser.post("/sign-up/email", ada);

    expect(refused.status).toBe(422);
    expect((await browser.get("/get-session")).body).toMatchObject({
      user: { id: idOf(guest), isAnonymous: true },
    });
  });
});

describe("a guest who has an account elsewhere", () => {
  const { email, password } = ada;

  beforeEach(async () => {
    await new Browser(replica).post("/sign-up/email", ada);
    await browser.post("/sign-in/anonymous");
  });

  test("is told how to take the list along, and stays the guest who can", async () => {
    const guest = (await browser.get("/get-session")).body;
    const refused = await browser.post("/sign-in/email", { email, password });

    expect(refused).toMatchObject({
      status: 409,
      body: { code: "GUEST_HAS_A_LIST", detail: expect.stringContaining("export it") },
    });
    expect((await browser.get("/get-session")).body).toEqual(guest);
    expect((await browser.get("/token")).status).toBe(200);
  });

  test("is told so only with the right password", async () => {
    const refused = await browser.post("/sign-in/email", { email, password: "wrong password" });

    expect(refused.status).toBe(401);
  });

  test("enters once the guest has signed out", async () => {
    await browser.post("/sign-out");

    expect((await browser.post("/sign-in/email", { email, password })).status).toBe(200);
    expect((await browser.get("/get-session")).body).toMatchObject({ user: { email } });
  });
});

describe("sessions", () => {
  test("a restart keeps them", async () => {
    await browser.post("/sign-up/email", ada);
    const restarted = await startReplica({ sidecar });

    expect((await browser.at(restarted).get("/get-session")).body).toMatchObject({
      user: { email: ada.email },
    });
  });

  test("is needed for a token, and a refusal says where one begins", async () => {
    const { status, body } = await browser.get("/token");

    expect({ status, code: body.code }).toEqual({ status: 401, code: "unauthenticated" });
    expect(body.detail).toMatch(/^Cookie: .*\/api\/auth\/sign-in\/anonymous/);
  });

  test("signed out, a session is null and a token is refused", async () => {
    await browser.post("/sign-up/email", ada);
    const old = browser.at(replica);
    expect((await browser.post("/sign-out")).status).toBe(200);

    const session = await old.get("/get-session");
    expect(session.status).toBe(200);
    expect(session.body).toEqual({ list: null });
    expect((await browser.get("/token")).status).toBe(401);
  });

  test("all can be listed, and the others ended by their owner", async () => {
    await browser.post("/sign-up/email", ada);
    const other = new Browser(replica);
    await other.post("/sign-in/email", { email: ada.email, password: ada.password });
    expect((await browser.get("/list-sessions")).body.list).toHaveLength(2);

    expect((await browser.post("/revoke-other-sessions")).status).toBe(200);

    expect((await other.get("/get-session")).body).toEqual({ list: null });
    expect((await browser.get("/list-sessions")).body.list).toHaveLength(1);
  });

  test("a new password ends the old one", async () => {
    await browser.post("/sign-up/email", ada);
    const changed = await browser.post("/change-password", {
      currentPassword: ada.password,
      newPassword: "a quite different one",
      revokeOtherSessions: true,
    });
    expect(changed.status).toBe(200);

    const signIn = (password: string) =>
      new Browser(replica).post("/sign-in/email", { email: ada.email, password });
    expect((await signIn(ada.password)).status).toBe(401);
    expect((await signIn("a quite different one")).status).toBe(200);
  });

  test("a store that is away is 503, and signs nobody out", async () => {
    await browser.post("/sign-up/email", ada);
    sidecar.intercept((call) =>
      call.path.includes("/state/") ? { status: 500, headers: {}, body: "down" } : undefined,
    );
    for (const ask of [
      () => browser.get("/get-session"),
      () => browser.get("/token"),
      () => browser.post("/sign-out"),
    ]) {
      const answer = await ask();
      expect(answer.status).toBe(503);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    sidecar.intercept(undefined);

    expect((await browser.get("/get-session")).body).toMatchObject({ user: { email: ada.email } });
  });
});

describe("the door", () => {
  const send = (path: string, init: RequestInit) => browser.send(path, init);
  const json = { "content-type": "application/json" };

  test("a foreign page is refused", async () => {
    for (const foreign of ["https://evil.test", "null", "http://nudge.test.evil.test"]) {
      const answer = await browser.post("/sign-in/anonymous", {}, { origin: foreign });
      expect(answer.status).toBe(403);
    }
    const answer = await browser.post("/sign-in/anonymous", {}, { "sec-fetch-site": "cross-site" });
    expect(answer.status).toBe(403);
  });

  test("a form is refused", async () => {
    for (const type of ["application/x-www-form-urlencoded", "text/plain", ""]) {
      const answer = await browser.post("/sign-up/email", JSON.stringify(ada), {
        "content-type": type,
      });
      expect(answer.status).toBe(415);
    }
    expect(sidecar.values().size).toBe(0);
  });

  test.each([
    ["nothing", "", 400],
    ["no JSON", "{", 400],
    ["a list", "[]", 422],
    ["null", "null", 422],
    ["deep nesting", "[".repeat(10_000), 400],
    ["a large body", JSON.stringify({ ...ada, name: "a".repeat(20_000) }), 413],
    ["an unknown field", JSON.stringify({ ...ada, isAnonymous: true }), 422],
    ["a prototype", `{"__proto__":{"id":"x"},"email":"a@b.co","password":"12345678"}`, 422],
    ["an object as email", JSON.stringify({ ...ada, email: { $gt: "" } }), 422],
    ["a short password", JSON.stringify({ ...ada, password: "1234567" }), 422],
    ["a long password", JSON.stringify({ ...ada, password: "a".repeat(129) }), 422],
    ["a NUL in the name", JSON.stringify({ ...ada, name: "A\u0000da" }), 422],
    ["a long email", JSON.stringify({ ...ada, email: `${"a".repeat(300)}@b.co` }), 422],
  ])("%s signs nobody up", async (_, body, status) => {
    const answer = await browser.post("/sign-up/email", body);

    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(sidecar.values().size).toBe(0);
  });

  test("the library's other routes are closed", async () => {
    await browser.post("/sign-up/email", ada);
    for (const path of ["/update-user", "/delete-user", "/ok", "/error", "/sign-in/social"]) {
      expect((await send(path, { method: "POST", headers: json, body: "{}" })).status).toBe(404);
      expect((await send(path, { method: "GET" })).status).toBe(404);
    }
  });

  test("another method is 405 and names the right one", async () => {
    const answer = await send("/sign-out", { method: "DELETE" });

    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST");
  });

  test("a forged cookie is nobody", async () => {
    const headers = { cookie: "nudge.session_token=abc.def; nudge.session_token=%00" };
    const answer = await send("/get-session", { headers });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ list: null });
  });

  test("cookies are HttpOnly and Lax, and Secure behind https", async () => {
    const plain = (await browser.post("/sign-in/anonymous")).headers.getSetCookie()[0];
    expect(plain).toMatch(/^nudge\.session_token=.*HttpOnly; SameSite=Lax/i);
    expect(plain).not.toMatch(/Secure/);

    const variables = { RATE_LIMIT: "off", PUBLIC_URL: "https://nudge.test" };
    const behind = await startReplica({ sidecar, variables });
    const [cookie] = (
      await new Browser(behind, { origin: "https://nudge.test" }).post("/sign-in/anonymous")
    ).headers.getSetCookie();
    expect(cookie).toMatch(/^__Secure-nudge\.session_token=.*Secure/);
  });

  test("too many tries of one address are 429; another address goes on", async () => {
    const limited = await startReplica({ sidecar, variables: {} });
    const wrong = { email: "ada@example.com", password: "wrong" };
    const guesser = new Browser(limited, { address: "192.0.2.7" });
    for (let i = 0; i < 10; i++) {
      expect((await guesser.post("/sign-in/email", wrong)).status).toBe(401);
    }
    const answer = await guesser.post("/sign-in/email", wrong, { "x-forwarded-for": "192.0.2.9" });

    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    const other = new Browser(limited, { address: "192.0.2.8" });
    expect((await other.post("/sign-in/email", wrong)).status).toBe(401);
  });
});
