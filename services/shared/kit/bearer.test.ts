import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import {
  bearerToken,
  tokenAlgorithm,
  tokenAudience,
  tokenIssuer,
  type Verifier,
  verifier,
} from "./bearer.ts";
import { type OwnClock, ownClock } from "./testing/own-clock.ts";

const pair = await generateKeyPair(tokenAlgorithm, { crv: "Ed25519" });
const strangers = await generateKeyPair(tokenAlgorithm, { crv: "Ed25519" });
const publicKey = { ...(await exportJWK(pair.publicKey)), alg: tokenAlgorithm, kid: "k1" };

let clock: OwnClock;
let doors: Verifier;
let asked: number;

beforeEach(() => {
  clock = ownClock();
  asked = 0;
  doors = verifier(() => {
    asked++;
    return Promise.resolve({ keys: [publicKey] });
  }, clock);
});

const nowSeconds = () => Math.floor(clock.now() / 1_000);

/** Claims that a door takes, with what the test spoils. */
const claims = (spoiled: Readonly<Record<string, unknown>> = {}) => ({
  iss: tokenIssuer,
  aud: tokenAudience,
  sub: "ada",
  sid: "s1",
  iat: nowSeconds(),
  exp: nowSeconds() + 900,
  ...spoiled,
});

const signed = (
  spoiled: Readonly<Record<string, unknown>> = {},
  header: Partial<JWTHeaderParameters> = {},
  key = pair.privateKey,
) =>
  new SignJWT(claims(spoiled))
    .setProtectedHeader({ alg: tokenAlgorithm, kid: "k1", ...header })
    .sign(key);

const refusal = { code: "unauthenticated" };

describe("a token of ours", () => {
  test("names the person, the session and its end", async () => {
    expect(await doors.verify(await signed())).toEqual({
      id: "ada",
      sessionId: "s1",
      expiresAt: nowSeconds() + 900,
      proof: "session",
      scopes: ["tasks:read", "tasks:write", "chat", "settings"],
    });
  });

  test("is verified with keys that are asked for once", async () => {
    await doors.verify(await signed());
    await doors.verify(await signed({ sub: "bob" }));

    expect(asked).toBe(1);
  });

  test("holds 60 seconds longer for clocks that differ, and no second more", async () => {
    const token = await signed();
    await doors.verify(token);
    await clock.advance(959_000);
    await expect(doors.verify(token)).resolves.toMatchObject({ id: "ada" });

    await clock.advance(2_000);
    await expect(doors.verify(token)).rejects.toMatchObject(refusal);
  });
});

describe("a forged token", () => {
  test("without a signature is refused", async () => {
    const token = new UnsecuredJWT(claims()).encode();

    await expect(doors.verify(token)).rejects.toMatchObject(refusal);
  });

  test("signed with the public key as a shared secret is refused", async () => {
    const secret = new TextEncoder().encode(JSON.stringify(publicKey));
    const token = await new SignJWT(claims())
      .setProtectedHeader({ alg: "HS256", kid: "k1" })
      .sign(secret);

    await expect(doors.verify(token)).rejects.toMatchObject(refusal);
  });

  test("signed with another key is refused, whatever key it names", async () => {
    for (const kid of ["k1", "k2"]) {
      const token = await signed({}, { kid }, strangers.privateKey);
      await expect(doors.verify(token)).rejects.toMatchObject(refusal);
    }
  });

  test("whose claims were changed after signing is refused", async () => {
    const [header, , signature] = (await signed()).split(".");
    const other = Buffer.from(JSON.stringify(claims({ sub: "bob" }))).toString("base64url");

    await expect(doors.verify(`${header}.${other}.${signature}`)).rejects.toMatchObject(refusal);
  });

  test.each([
    ["another audience", { aud: "elsewhere" }],
    ["no audience", { aud: undefined }],
    ["another issuer", { iss: "https://evil.test" }],
    ["no issuer", { iss: undefined }],
    ["no end", { exp: undefined }],
    ["no person", { sub: undefined }],
    ["people", { sub: ["ada", "bob"] }],
    ["a long person", { sub: "a".repeat(10_240) }],
    ["a person of 65 characters", { sub: "a".repeat(65) }],
    ["a person with the separator of keys", { sub: "ada:bob" }],
    ["no session", { sid: undefined }],
    ["a number as session", { sid: 1 }],
  ])("with %s is refused", async (_, spoiled) => {
    await expect(doors.verify(await signed(spoiled))).rejects.toMatchObject(refusal);
  });

  test("that is over, or not yet begun, by more than 60 seconds is refused", async () => {
    const over = await signed({ exp: nowSeconds() - 61 });
    const early = await signed({ nbf: nowSeconds() + 61 });

    await expect(doors.verify(over)).rejects.toMatchObject(refusal);
    await expect(doors.verify(early)).rejects.toMatchObject(refusal);
    await expect(doors.verify(await signed({ nbf: nowSeconds() + 59 }))).resolves.toBeDefined();
  });

  test.each([
    { kid: "../../etc/passwd" },
    { kid: "https://evil.test/jwks" },
    { kid: "k2", jku: "https://evil.test/jwks" },
    { kid: "k2", x5u: "https://evil.test/cert" },
  ])("that names its own key as %o is refused", async (header) => {
    const token = await signed({}, header, strangers.privateKey);

    await expect(doors.verify(token)).rejects.toMatchObject(refusal);
  });

  test("with unknown keys makes us ask at most every 10 seconds", async () => {
    for (let i = 0; i < 20; i++) {
      const token = await signed({}, { kid: `k${i + 2}` }, strangers.privateKey);
      await expect(doors.verify(token)).rejects.toMatchObject(refusal);
    }
    expect(asked).toBe(1);

    await clock.advance(10_000);
    const token = await signed({}, { kid: "k99" }, strangers.privateKey);
    await expect(doors.verify(token)).rejects.toMatchObject(refusal);
    expect(asked).toBe(2);
  });

  test.each(["", "a", "a.b.c", "..", "a".repeat(5_000)])("%j is refused", async (token) => {
    await expect(doors.verify(token)).rejects.toMatchObject(refusal);
  });
});

describe("a refusal says what to do", () => {
  const wayIn = "get one at /api/auth/token";

  test.each([
    ["a session's own token", () => "UAE8iY29RyiAUhrAzrDDeD2Ad6aly9Bq", "this is no access token"],
    ["what only looks like one", () => "a.b.c", "this is no access token"],
    ["one that is over", () => signed({ exp: nowSeconds() - 61 }), "the token is over"],
    [
      "one that somebody else signed",
      () => signed({}, {}, strangers.privateKey),
      "signature verification failed",
    ],
  ])("of %s", async (_, token, reason) => {
    const said = `Authorization: ${reason}; ${wayIn}`;
    await expect(doors.verify(await token())).rejects.toThrow(said);
  });
});

describe("a session that was signed out", () => {
  test("is refused, also when its token was verified before; another session is not", async () => {
    const token = await signed();
    await doors.verify(token);
    doors.revoke("s1", new Date(clock.now() + 900_000).toISOString());

    await expect(doors.verify(token)).rejects.toMatchObject(refusal);
    await expect(doors.verify(await signed({ sid: "s2" }))).resolves.toBeDefined();
  });

  test("is still refused within the skew after its end, when others are forgotten", async () => {
    const token = await signed();
    doors.revoke("s1", new Date(clock.now() + 900_000).toISOString());
    await clock.advance(930_000);
    doors.revoke("s2", new Date(clock.now() + 900_000).toISOString());

    await expect(doors.verify(token)).rejects.toThrow("signed out");
  });
});

test("keys that cannot be had are no refusal: the caller may try again", async () => {
  const away = new Error("auth is away");
  const lost = verifier(() => Promise.reject(away), clock);

  await expect(lost.verify(await signed())).rejects.toBe(away);
});

describe("the Authorization header", () => {
  test("holds one bearer token", () => {
    expect(bearerToken(["Bearer a.b-c_d.e"])).toBe("a.b-c_d.e");
  });

  test.each([
    [[]],
    [["Bearer a", "Bearer b"]],
    [["Bearer a", "Bearer a"]],
    [["bearer"]],
    [["Bearer "]],
    [["Bearer a b"]],
    [["Bearer a, Bearer b"]],
    [["Basic YTpi"]],
    [["a.b.c"]],
  ])("%j is refused", (headers) => {
    expect(() => bearerToken(headers)).toThrow(expect.objectContaining(refusal));
  });
});
