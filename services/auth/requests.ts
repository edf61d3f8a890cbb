import { z } from "zod";
import { line } from "../shared/contracts/api/text.ts";
import { passwordCharactersMax, passwordCharactersMin } from "./limits.ts";

/** The longest address that mail can be sent to (RFC 5321). */
const emailCharactersMax = 254;
/** Longer than any name on a passport. */
const nameCharactersMax = 100;
/** Session tokens have 32 characters. */
const tokenCharactersMax = 64;

const email = z.email().max(emailCharactersMax);
const anyPassword = z.string().min(1).max(passwordCharactersMax);
const newPassword = z.string().min(passwordCharactersMin).max(passwordCharactersMax);
const rememberMe = z.boolean().optional();

const nothing = z.strictObject({});

/** The routes that exist, and what they take. All others of the library stay closed. */
export const accountRequests = {
  "POST /sign-up/email": z
    .strictObject({
      name: line(nameCharactersMax).optional(),
      email,
      password: newPassword,
      rememberMe,
    })
    .transform((body) => ({ name: body.email.split("@")[0], ...body })),
  "POST /sign-in/email": z.strictObject({ email, password: anyPassword, rememberMe }),
  "POST /sign-in/anonymous": nothing,
  "POST /sign-out": nothing,
  "POST /revoke-session": z.strictObject({ token: z.string().min(1).max(tokenCharactersMax) }),
  "POST /revoke-sessions": nothing,
  "POST /revoke-other-sessions": nothing,
  "POST /change-password": z.strictObject({
    currentPassword: anyPassword,
    newPassword,
    revokeOtherSessions: z.boolean().optional(),
  }),
  "GET /get-session": undefined,
  "GET /list-sessions": undefined,
  "GET /token": undefined,
  "GET /jwks": undefined,
} as const satisfies Record<string, z.ZodType | undefined>;
