import { decodeJwt } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { sessionRevoked } from "../shared/contracts/session-revoked.ts";
import { doorVerifier } from "../shared/kit/door.ts";
import type { Running } from "../shared/kit/host.ts";
import { type MemorySidecar, memorySidecar } from "../shared/kit/testing/memory-sidecar.ts";
import { Browser, startReplica } from "./testing/replica.ts";

const ada = { email: "ada@example.com", password: "correct horse battery" };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };

let sidecar: MemorySidecar;
let replica: Running;
let browser: Browser;

beforeEach(async () => {
  sidecar = memorySidecar();
  replica = await startReplica({ sidecar });
  browser = new Browser(replica);
});

/** A door that has just started, and asks the replica as it would through its sidecar. */
const doorOf = (running: Running) =>
  doorVerifier(
    (path) => running.channel({ method: "GET", path, headers: {}, body: "" }),
    clock,
    quiet,
  );

const tokenOf = async (from: Browser) => String((await from.get("/token")).body.token);

describe("a bearer token", () => {
  test("verifies at a door, and names the person and the session", async () => {
    await browser.post("/sign-up/email", ada);
    const session = JSON.parse(JSON.stringify((await browser.get("/get-session")).body));

    const person = await doorOf(replica).verify(await tokenOf(browser));

    expect(person).toMatchObject({ id: session.user.id, sessionId: session.session.id });
    expect(person.expiresAt - Date.now() / 1_000).toBeGreaterThan(14 * 60);
    expect(person.expiresAt - Date.now() / 1_000).toBeLessThanOrEqual(15 * 60);
  });

  test("tells a person's email, and nothing of a guest", async () => {
    await browser.post("/sign-up/email", ada);
    const guest = new Browser(replica);
    await guest.post("/sign-in/anonymous");

    expect(decodeJwt(await tokenOf(browser))).toMatchObject({ email: ada.email });
    expect(decodeJwt(await tokenOf(guest))).not.toHaveProperty("email");
  });

  test("each has an id of its own", async () => {
    await browser.post("/sign-up/email", ada);

    const [first, second] = [await tokenOf(browser), await tokenOf(browser)].map(decodeJwt);

    expect(first?.jti).toBeDefined();
    expect(first?.jti).not.toBe(second?.jti);
  });

  test("is still verified after a restart, with the same keys", async () => {
    await browser.post("/sign-up/email", ada);
    const token = await tokenOf(browser);
    const keys = (await browser.get("/jwks")).body;
    const restarted = await startReplica({ sidecar });

    expect((await new Browser(restarted).get("/jwks")).body).toEqual(keys);
    await expect(doorOf(restarted).verify(token)).resolves.toMatchObject({});
  });

  test("two replicas that start at once agree on one key", async () => {
    const replicas = [replica, await startReplica({ sidecar })];
    const [first, second] = await Promise.all(
      replicas.map(async (one) => (await new Browser(one).get("/jwks")).body),
    );

    expect(first?.keys).toHaveLength(1);
    expect(second).toEqual(first);
  });

  test("the public keys hold no private half, and the store only an encrypted one", async () => {
    const { body } = await browser.get("/jwks");

    expect(new Set(Object.keys(JSON.parse(JSON.stringify(body)).keys[0]))).toEqual(
      new Set(["alg", "crv", "kid", "kty", "x"]),
    );
    const stored = [...sidecar.values()].find(([key]) => key.startsWith("keys:"));
    expect(JSON.stringify(stored)).not.toContain('\\"d\\"');
  });

  test("another secret gets keys of its own", async () => {
    await browser.post("/sign-up/email", ada);
    await tokenOf(browser);
    const variables = { RATE_LIMIT: "off", AUTH_SECRET: "s".repeat(32) };
    const other = new Browser(await startReplica({ sidecar, variables }));
    await other.post("/sign-in/email", ada);

    expect((await other.get("/token")).status).toBe(200);
    expect((await other.get("/jwks")).body).not.toEqual((await browser.get("/jwks")).body);
  });
});

describe("signing out", () => {
  test("is published before it is answered, and known to a door that starts later", async () => {
    await browser.post("/sign-up/email", ada);
    const token = await tokenOf(browser);
    const { sessionId } = await doorOf(replica).verify(token);

    await browser.post("/sign-out");

    const [published] = sidecar.published;
    expect(published?.topic).toBe("session.revoked");
    const revoked = sessionRevoked.parse(published?.event.data);
    expect(revoked.session_id).toBe(sessionId);
    await expect(doorOf(replica).verify(token)).rejects.toThrow("signed out");
  });

  test("reaches a door that runs", async () => {
    await browser.post("/sign-up/email", ada);
    const token = await tokenOf(browser);
    const door = doorOf(replica);
    await door.verify(token);

    await browser.post("/sign-out");
    const revoked = sessionRevoked.parse(sidecar.published[0]?.event.data);
    door.revoke(revoked.session_id, revoked.expires_at);

    await expect(door.verify(token)).rejects.toThrow("signed out");
  });

  test("that nobody could hear of fails, and can be repeated", async () => {
    await browser.post("/sign-up/email", ada);
    sidecar.intercept((call) =>
      call.path.includes("/publish/") ? { status: 500, headers: {}, body: "down" } : undefined,
    );
    expect((await browser.post("/sign-out")).status).toBe(503);
    sidecar.intercept(undefined);

    expect((await browser.post("/sign-out")).status).toBe(200);
    expect(sidecar.published).toHaveLength(1);
  });

  test("a guest who signs up leaves no token behind that a door takes", async () => {
    await browser.post("/sign-in/anonymous");
    const old = await tokenOf(browser);
    await browser.post("/sign-up/email", ada);

    const door = doorOf(replica);
    await expect(door.verify(old)).rejects.toThrow("signed out");
    await expect(door.verify(await tokenOf(browser))).resolves.toMatchObject({});
  });

  test("the list of it is for callers through the sidecar", async () => {
    const answer = await replica.channel({
      method: "GET",
      path: "/revocations",
      headers: {},
      body: "",
    });

    expect(JSON.parse(answer.body)).toEqual({ revoked: [] });
    expect((await browser.get("/revocations")).status).toBe(404);
  });
});
