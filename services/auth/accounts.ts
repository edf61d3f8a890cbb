import { APIError, getSessionFromCtx } from "better-auth/api";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import { betterAuth } from "better-auth/minimal";
import { anonymous } from "better-auth/plugins/anonymous";
import { jwt } from "better-auth/plugins/jwt";
import { tokenAudience, tokenIssuer } from "../shared/kit/bearer.ts";
import { messageOf } from "../shared/kit/errors.ts";
import type { Log } from "../shared/kit/log.ts";
import { addressHeader, insideOrigin } from "./caller.ts";
import { watched, watchedRows, withFailures } from "./failures.ts";
import { gate } from "./hashing.ts";
import { passwordCharactersMax, passwordCharactersMin } from "./limits.ts";
import { type Consumed, type Rule, tries } from "./rate-windows.ts";
import { tokenSeconds } from "./revocations.ts";
import type { Rows } from "./rows.ts";
import { graceSeconds, rotationSeconds, type SigningKeys } from "./signing-keys.ts";
import { stateAdapter } from "./state-adapter.ts";

const hashing = gate();

const sessionSeconds = 30 * 24 * 3_600;
/** The session's end moves on at most once a day: each move is a write. */
const sessionMovedEverySeconds = 24 * 3_600;

export interface AccountPorts {
  readonly rows: Rows;
  readonly keys: SigningKeys;
  readonly revoke: (session: { readonly id: string; readonly userId: string }) => Promise<void>;
  readonly consume: (key: string, rule: Rule) => Promise<Consumed>;
  readonly newId: () => string;
  readonly log: Log;
}

export interface AccountSettings {
  readonly secret: string;
  readonly limitsRate: boolean;
  readonly secureCookies: boolean;
}

/** Answers requests under /api/auth. Rejects with what a port threw, even if it was swallowed. */
export type Accounts = (request: Request) => Promise<Response>;

/** Better Auth with everything that it would reach for outside replaced by ports. */
export function accounts(given: AccountPorts, settings: AccountSettings): Accounts {
  const ports = { ...given, rows: watchedRows(given.rows), revoke: watched(given.revoke) };
  const { handler } = betterAuth({
    appName: "Nudge",
    baseURL: insideOrigin,
    basePath: "/api/auth",
    secret: settings.secret,
    database: stateAdapter(ports.rows),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: passwordCharactersMin,
      maxPasswordLength: passwordCharactersMax,
      password: {
        hash: (password) => hashing(() => hashPassword(password)),
        verify: (given) => hashing(() => verifyPassword(given)),
      },
    },
    session: { expiresIn: sessionSeconds, updateAge: sessionMovedEverySeconds },
    databaseHooks: hooks(ports),
    plugins: [guests(), tokens(ports)],
    rateLimit: rateLimit(ports, settings.limitsRate),
    advanced: {
      cookiePrefix: "nudge",
      useSecureCookies: settings.secureCookies,
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
      database: { generateId: ports.newId },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      // The library's default depends on NODE_ENV: tests shall meet what people meet.
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
    telemetry: { enabled: false },
    onAPIError: { throw: true },
    logger: { level: "warn", log: intoLog(ports.log) },
  });
  return (request) => withFailures(() => handler(request));
}

/** A guest who signs up stays the same person, and so keeps what he wrote down. */
const hooks = ({ revoke }: AccountPorts) => ({
  user: {
    create: {
      async before(user: object, context: Endpoint | null) {
        if (context?.path !== "/sign-up/email") return undefined;
        const guest = (await getSessionFromCtx(context))?.user;
        return guest?.isAnonymous
          ? { data: { ...user, id: guest.id, isAnonymous: false } }
          : undefined;
      },
    },
  },
  account: {
    create: {
      // The id follows from the person: a sign-up that is tried again finds its own account.
      before: async (account: { userId: string; providerId: string }) => ({
        data: { ...account, id: `${account.providerId}-${account.userId}` },
      }),
    },
  },
  session: {
    create: {
      async before(session: { userId: string }, context: Endpoint | null) {
        if (context?.path === "/sign-in/email") await keepGuestsList(context);
        if (context?.path !== "/sign-up/email") return undefined;
        // The guest's session ends with the sign-up: nobody could sign out of it any more.
        const guest = (await getSessionFromCtx(context))?.session;
        if (guest?.userId !== session.userId) return undefined;
        await context.context.internalAdapter.deleteSession(guest.token);
        return undefined;
      },
    },
    delete: { before: revoke },
  },
});

/**
 * A guest who enters another account would lose the only key to the list he has: the cookie. He
 * takes the list along first, or says that he leaves it by signing out.
 */
async function keepGuestsList(context: Endpoint): Promise<void> {
  const guest = (await getSessionFromCtx(context))?.user;
  if (!guest?.isAnonymous) return;
  throw new APIError("CONFLICT", {
    code: "GUEST_HAS_A_LIST",
    message:
      "You are here as a guest, and the guest's list does not come along. To take it: export it, " +
      "sign out, sign in, and import it. To leave it behind for good: sign out first.",
  });
}

type Endpoint = Parameters<typeof getSessionFromCtx>[0] & { readonly path?: string };

/** Never deleted by the library: the list of a guest belongs to nobody else. */
const guests = () =>
  anonymous({
    emailDomainName: "guest.invalid",
    generateName: () => "Guest",
    disableDeleteAnonymousUser: true,
  });

const tokens = ({ keys, newId }: AccountPorts) =>
  jwt({
    disableSettingJwtHeader: true,
    jwks: {
      keyPairConfig: { alg: "EdDSA", crv: "Ed25519" },
      rotationInterval: rotationSeconds,
      gracePeriod: graceSeconds,
    },
    jwt: {
      issuer: tokenIssuer,
      audience: tokenAudience,
      expirationTime: `${tokenSeconds}s`,
      definePayload: ({ user, session }) => ({
        sid: session.id,
        jti: newId(),
        ...(user.isAnonymous ? {} : { email: user.email }),
      }),
    },
    adapter: { getJwks: () => keys.all(), createJwk: (key) => keys.add(key) },
  });

const rateLimit = ({ consume }: AccountPorts, enabled: boolean) => ({
  enabled,
  ...tries,
  customRules: { "/sign-in/*": { ...tries }, "/sign-up/*": { ...tries }, "/*": false as const },
  customStorage: {
    consume,
    // The library asks for these two only where a storage cannot consume.
    get: () => Promise.resolve(null),
    set: () => Promise.resolve(),
  },
});

/** The library's messages without their values, which can be a person's address. */
const intoLog =
  (log: Log) =>
  (_level: string, message: string, ...values: unknown[]) => {
    const thrown = values.find((value) => value instanceof Error);
    log.warn("auth.library", { message, ...(thrown ? { error: messageOf(thrown) } : {}) });
  };
