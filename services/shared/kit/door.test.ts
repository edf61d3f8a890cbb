import { Hono } from "hono";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import type { HttpAnswer } from "../../../components/model/http.ts";
import { tokenAlgorithm, tokenAudience, tokenIssuer } from "./bearer.ts";
import { doorVerifier, personOf } from "./door.ts";
import { RetryableError } from "./errors.ts";
import { Problem } from "./problem.ts";
import { ownClock } from "./testing/own-clock.ts";

const pair = await generateKeyPair(tokenAlgorithm, { crv: "Ed25519" });
const publicKey = { ...(await exportJWK(pair.publicKey)), alg: tokenAlgorithm, kid: "k1" };
const clock = ownClock();
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const tokenOf = (sid: string) =>
  new SignJWT({ sid })
    .setProtectedHeader({ alg: tokenAlgorithm, kid: "k1" })
    .setSubject("ada")
    .setIssuer(tokenIssuer)
    .setAudience(tokenAudience)
    .setExpirationTime(clock.now() / 1_000 + 900)
    .sign(pair.privateKey);

const revokedOf = (sid: string) => ({
  session_id: sid,
  user_id: "ada",
  expires_at: new Date(clock.now() + 900_000).toISOString(),
});

let asked: string[];
let answers: Record<string, HttpAnswer>;

const json = (value: unknown, status = 200): HttpAnswer => ({
  status,
  headers: {},
  body: JSON.stringify(value),
});

beforeEach(() => {
  asked = [];
  answers = {
    "/api/auth/jwks": json({ keys: [publicKey] }),
    "/revocations": json({ revoked: [revokedOf("old")] }),
  };
});

const door = () =>
  doorVerifier(
    (path) => {
      asked.push(path);
      return Promise.resolve(answers[path] ?? json({}, 404));
    },
    clock,
    quiet,
  );

describe("a door that has just started", () => {
  test("lets a person in", async () => {
    expect(await door().verify(await tokenOf("s1"))).toMatchObject({ id: "ada", sessionId: "s1" });
  });

  test("refuses a session that was signed out before", async () => {
    await expect(door().verify(await tokenOf("old"))).rejects.toThrow("signed out");
  });

  test("asks for the past once, however many come", async () => {
    const doors = door();
    await Promise.all([doors.verify(await tokenOf("s1")), doors.verify(await tokenOf("s2"))]);

    expect(asked.filter((path) => path === "/revocations")).toHaveLength(1);
  });

  test("keeps everybody out until it knows who was signed out, and then asks again", async () => {
    const doors = door();
    const known = answers["/revocations"] ?? json({});
    answers["/revocations"] = json({}, 503);
    await expect(doors.verify(await tokenOf("s1"))).rejects.toBeInstanceOf(RetryableError);

    answers["/revocations"] = known;
    await expect(doors.verify(await tokenOf("s1"))).resolves.toMatchObject({ id: "ada" });
  });

  test("lets nobody in without keys", async () => {
    answers["/api/auth/jwks"] = json({}, 500);

    await expect(door().verify(await tokenOf("s1"))).rejects.toBeInstanceOf(RetryableError);
  });
});

test("a door that runs refuses a session from the moment it hears of its end", async () => {
  const doors = door();
  const token = await tokenOf("s1");
  await doors.verify(token);
  doors.revoke("s1", revokedOf("s1").expires_at);

  await expect(doors.verify(token)).rejects.toThrow("signed out");
});

describe("the person behind a request", () => {
  const ask = async (path: string, headers: Record<string, string>, rawHeaders?: string[]) => {
    const doors = door();
    const app = new Hono();
    app.get("/", async (c) => c.text((await personOf(c, doors)).id));
    app.onError((thrown, c) => {
      if (thrown instanceof Problem) return c.text(thrown.message, 401);
      throw thrown;
    });
    const env = rawHeaders ? { incoming: { rawHeaders } } : {};
    const answer = await app.request(path, { headers }, env);
    return { status: answer.status, text: await answer.text() };
  };

  test("is whom the Authorization header names", async () => {
    const authorization = `Bearer ${await tokenOf("s1")}`;

    expect(await ask("/", { authorization })).toEqual({ status: 200, text: "ada" });
    expect(await ask("/", { authorization }, ["Authorization", authorization])).toEqual({
      status: 200,
      text: "ada",
    });
  });

  test("is nobody when there are two headers, though the server folds one away", async () => {
    const authorization = `Bearer ${await tokenOf("s1")}`;
    const raw = ["Authorization", authorization, "authorization", "Bearer other"];

    expect(await ask("/", { authorization }, raw)).toMatchObject({ status: 401 });
  });

  test("is nobody when the token stands in the address", async () => {
    const token = await tokenOf("s1");

    for (const name of ["token", "access_token", "authorization"]) {
      expect(await ask(`/?${name}=${token}`, {})).toMatchObject({ status: 401 });
    }
  });

  test("is nobody when only a cookie or the services' own header names somebody", async () => {
    const cookie = `token=${await tokenOf("s1")}`;

    expect(await ask("/", { cookie, "nudge-user-id": "ada" })).toMatchObject({ status: 401 });
  });
});
