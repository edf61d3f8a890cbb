import type { Scope } from "../contracts/api/tokens.ts";

/** Who calls, as a door has verified it. */
export interface Person {
  readonly id: string;
  /** What can be taken back: the session, or the API token. */
  readonly sessionId: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  /** The person is there, or has given a program a token. */
  readonly proof: "session" | "token";
  /** What the caller may do, with the scopes that others include. */
  readonly scopes: readonly Scope[];
}
