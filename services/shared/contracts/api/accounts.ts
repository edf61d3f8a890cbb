import { z } from "zod";
import { userId } from "../domain-event.ts";

const passwordCharactersMin = 8;
const passwordCharactersMax = 128;
/** The longest address that mail can be sent to (RFC 5321). */
const emailCharactersMax = 254;

const email = z.email().max(emailCharactersMax);
const rememberMe = z
  .boolean()
  .describe("`false`: the session cookie ends with the browser.")
  .optional();

/** `POST /api/auth/sign-up/email`. */
export const signUp = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  email,
  password: z.string().min(passwordCharactersMin).max(passwordCharactersMax),
  rememberMe,
});

/** `POST /api/auth/sign-in/email`. */
export const signIn = z.strictObject({
  email,
  password: z.string().min(1).max(passwordCharactersMax),
  rememberMe,
});

/** What takes no word: the cookie says it all. */
export const nothing = z.strictObject({});

const account = z.looseObject({
  id: userId,
  email: z.string(),
  name: z.string(),
  isAnonymous: z.boolean().nullish(),
});

/** Signing up and in answer this, and set the session cookie. */
export const signedIn = z.looseObject({ token: z.string().nullable(), user: account });

/** `GET /api/auth/get-session` answers this; null when nobody is signed in. */
export const currentSession = z
  .looseObject({ session: z.looseObject({ id: z.string() }), user: account })
  .nullable();

/** `POST /api/auth/sign-out` answers this. */
export const signedOut = z.object({ success: z.boolean() });

/** `GET /api/auth/token` answers this. */
export const tokenAnswer = z.object({
  token: z.string().describe("A JWT signed with EdDSA: the bearer token of all other routes."),
});

/** `GET /api/auth/jwks` answers this (RFC 7517). */
export const keySet = z.object({
  keys: z.array(
    z.looseObject({
      kty: z.literal("OKP"),
      crv: z.literal("Ed25519"),
      alg: z.literal("EdDSA"),
      kid: z.string(),
      x: z.string(),
    }),
  ),
});
