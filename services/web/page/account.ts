import { signal } from "@preact/signals";
import { memberOf, Refusal, textIn } from "./problem.ts";
import { request } from "./request.ts";

/** Who is at the page. */
export type Account =
  | { readonly kind: "unknown" }
  | { readonly kind: "unreachable"; readonly message: string }
  | { readonly kind: "nobody" }
  | { readonly kind: "guest"; readonly id: string }
  | { readonly kind: "member"; readonly id: string; readonly email: string };

/** Who is at the page, as far as it is known. */
export const account = signal<Account>({ kind: "unknown" });

/** A token holds for 15 minutes; it is renewed two minutes early, because clocks differ. */
export const tokenFreshMs = 13 * 60_000;

let token: { readonly text: string; readonly atMs: number } | undefined;

/** Asks the server whose session the cookie holds. */
export async function recognize(): Promise<void> {
  try {
    const user = memberOf(await request("/api/auth/get-session"), "user");
    token = undefined;
    account.value = accountOf(user);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    account.value =
      thrown.status === 401 ? { kind: "nobody" } : { kind: "unreachable", message: thrown.message };
  }
}

function accountOf(user: unknown): Account {
  if (user === undefined || user === null) return { kind: "nobody" };
  const id = textIn(user, "id") ?? "";
  if (memberOf(user, "isAnonymous") === true) return { kind: "guest", id };
  return { kind: "member", id, email: textIn(user, "email") ?? "" };
}

/** Begins without an account. */
export const enterAsGuest = (): Promise<void> => enter("/api/auth/sign-in/anonymous", {});

/** What one enters an account with. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Makes an account; a guest's list becomes the account's. */
export const makeAccount = (given: Credentials): Promise<void> =>
  enter("/api/auth/sign-up/email", given);

/** Gets the cookie of an account; the page shows the account once it is recognized. */
export async function signIn(given: Credentials): Promise<void> {
  await request("/api/auth/sign-in/email", { method: "POST", body: given });
  token = undefined;
}

async function enter(path: string, body: object): Promise<void> {
  await request(path, { method: "POST", body });
  await recognize();
}

/** Leaves; the list of this person is forgotten by whoever watches the account. */
export async function leave(): Promise<void> {
  await request("/api/auth/sign-out", { method: "POST" });
  token = undefined;
  account.value = { kind: "nobody" };
}

/** The bearer token. Throws a Refusal; one with 401 means that nobody is signed in any more. */
export async function bearer(how: "kept" | "fresh" = "kept"): Promise<string> {
  if (how === "kept" && token && Date.now() - token.atMs < tokenFreshMs) return token.text;
  try {
    const text = textIn(await request("/api/auth/token"), "token");
    if (text === undefined) throw new Refusal(503, "Not available right now. Try again.");
    token = { text, atMs: Date.now() };
    return text;
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.status === 401) {
      token = undefined;
      account.value = { kind: "nobody" };
    }
    throw thrown;
  }
}
