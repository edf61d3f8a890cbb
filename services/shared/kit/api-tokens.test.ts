import { beforeEach, describe, expect, test } from "vitest";
import type { HttpAnswer } from "../../../components/model/http.ts";
import { apiTokenVerifier, hashOf } from "./api-tokens.ts";
import type { Verifier } from "./bearer.ts";
import { RetryableError } from "./errors.ts";
import { demand } from "./scope.ts";
import { type OwnClock, ownClock } from "./testing/own-clock.ts";

const token = `ndg_${"a".repeat(43)}`;
const other = `ndg_${"b".repeat(43)}`;
const json = (value: unknown, status = 200): HttpAnswer => ({
  status,
  headers: {},
  body: JSON.stringify(value),
});
const held = json({
  id: "k1",
  user_id: "ada",
  scopes: ["tasks:write"],
  expires_at: "2026-01-05T09:00:00.000Z",
});

let clock: OwnClock;
let asked: string[];
let answer: () => Promise<HttpAnswer>;
let door: Verifier;

beforeEach(() => {
  clock = ownClock();
  asked = [];
  answer = async () => held;
  door = apiTokenVerifier((path) => {
    asked.push(path);
    return answer();
  }, clock);
});

const unauthenticated = { code: "unauthenticated" };

test("a token names its person, itself, its end and its scopes with those they include", async () => {
  expect(await door.verify(token)).toEqual({
    id: "ada",
    sessionId: "k1",
    expiresAt: Date.parse("2026-01-05T09:00:00.000Z") / 1_000,
    proof: "token",
    scopes: ["tasks:write", "tasks:read"],
  });
});

test("the door asks by the hash: the token itself stays with it", async () => {
  await door.verify(token);

  expect(asked).toEqual([`/token-holders/${hashOf(token)}`]);
  expect(hashOf(token)).toMatch(/^[0-9a-f]{64}$/);
});

describe("what was answered", () => {
  test("is known for a minute and then asked again", async () => {
    await Promise.all([door.verify(token), door.verify(token)]);
    await clock.advance(59_999);
    await door.verify(token);
    expect(asked).toHaveLength(1);

    await clock.advance(1);
    await door.verify(token);
    expect(asked).toHaveLength(2);
  });

  test("is known for ten seconds when there is no such token", async () => {
    answer = async () => json({}, 404);
    await expect(door.verify(token)).rejects.toMatchObject(unauthenticated);
    await clock.advance(9_999);
    await expect(door.verify(token)).rejects.toMatchObject(unauthenticated);
    expect(asked).toHaveLength(1);

    answer = async () => held;
    await clock.advance(1);
    expect(await door.verify(token)).toMatchObject({ id: "ada" });
  });

  test("is not remembered when the auth service was away", async () => {
    answer = async () => json({}, 500);
    await expect(door.verify(token)).rejects.toThrow(RetryableError);

    answer = async () => held;
    expect(await door.verify(token)).toMatchObject({ id: "ada" });
  });
});

describe("a token is refused", () => {
  test("from the moment of its deletion, though it is remembered", async () => {
    await door.verify(token);
    door.revoke("k1", "2026-01-05T08:16:00.000Z");

    await expect(door.verify(token)).rejects.toMatchObject(unauthenticated);
  });

  test("when it is deleted while the answer about it is on its way", async () => {
    let arrive: (answer: HttpAnswer) => void = () => undefined;
    answer = () =>
      new Promise((resolve) => {
        arrive = resolve;
      });
    const verifying = door.verify(token);
    door.revoke("k1", "2026-01-05T08:16:00.000Z");
    arrive(held);

    await expect(verifying).rejects.toMatchObject(unauthenticated);
  });

  test("when it has run out, also within the minute", async () => {
    answer = async () => json({ ...JSON.parse(held.body), expires_at: "2026-01-05T08:00:30Z" });
    await door.verify(token);
    await clock.advance(30_000);

    await expect(door.verify(token)).rejects.toThrow("this API token has run out");
  });

  test.each(["ndg_", "ndg_short", `${token}a`, `ndg_${"/".repeat(43)}`])(
    "without asking anybody when it looks like %s",
    async (text) => {
      await expect(door.verify(text)).rejects.toThrow("this is no token of ours");
      expect(asked).toEqual([]);
    },
  );

  test("for now when strangers try fifty others at once", async () => {
    answer = () => new Promise(() => undefined);
    for (let i = 10; i < 60; i++) void door.verify(`ndg_${String(i).padStart(43, "0")}`);

    await expect(door.verify(other)).rejects.toThrow(RetryableError);
    expect(asked).toHaveLength(50);
  });
});

describe("a caller", () => {
  const program = { proof: "token", scopes: ["tasks:read", "chat"] } as const;

  test("may do what its scopes name", () => {
    expect(() => demand(program, "tasks:read")).not.toThrow();
    expect(() => demand(program, "chat")).not.toThrow();
  });

  test("is told which scope is missing", () => {
    expect(() => demand(program, "tasks:write")).toThrow(
      'this needs the scope "tasks:write"; make a token that has it',
    );
    expect(() => demand(program, "settings")).toThrow('"settings"');
  });

  test("with a token is never taken for the person", () => {
    expect(() => demand(program, "session")).toThrow("no API token may do this");
    expect(() => demand({ proof: "session", scopes: [] }, "session")).not.toThrow();
  });
});
