import { z } from "zod";

/** The one thing a client says: who it is. First within five seconds, later to stay longer. */
export const clientFrame = z.strictObject({
  type: z.literal("auth"),
  token: z.string().min(1),
});

/** One position of a person's log, without its content: the client fetches what it shows. */
export interface Change {
  readonly seq: number;
  readonly event_type: string;
  readonly aggregate_id: string;
  /** The request that caused it; known of live changes only. */
  readonly trace_id?: string;
}

/** What the server says. */
export type ServerFrame =
  /** The person is known. `seq` is their log's present end. */
  | { readonly type: "ready"; readonly seq: number }
  /** The next position, always one more than the last. */
  | ({ readonly type: "change" } & Change)
  /** What lies between cannot be told: fetch everything, and go on from `seq`. */
  | { readonly type: "reset"; readonly seq: number }
  /** The last word before the socket closes with the same code. */
  | { readonly type: "error"; readonly code: CloseCode; readonly detail: string };

/** Why a socket closes. 4xxx mirror HTTP statuses; 1009 (frame too large) is said by ws itself. */
export const closeCodes = {
  /** The service stops or moves: come back at once. */
  restart: 1012,
  /** Not possible right now: come back in a while. */
  unavailable: 1013,
  malformed: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  authTimeout: 4408,
  tooManySockets: 4409,
  tooManyFrames: 4429,
} as const;
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];
