import { z } from "zod";

const who = { url: z.url(), token: z.string() };
const count = z.int().min(1);

/** What the load client can be asked for. */
export const loadJob = z.discriminatedUnion("kind", [
  /** Creates tasks, some at a time. */
  z.object({ kind: z.literal("create"), ...who, from: z.int(), count, inFlight: count }),
  /** Asks for a path, one request after another. */
  z.object({ kind: z.literal("get"), ...who, path: z.string(), count }),
  /** From sending a create until the audit trail shows it. */
  z.object({ kind: z.literal("audit"), ...who, from: z.int(), count }),
  /** From sending a create until an open window hears of it. */
  z.object({ kind: z.literal("change"), ...who, from: z.int(), count }),
  /** Waits until the audit trail has everything. */
  z.object({ kind: z.literal("settle"), ...who, count }),
]);

/** What came out of a job. */
export const loadResult = z.union([
  z.object({ ms: z.array(z.number()), seconds: z.number(), refused: z.int() }),
  z.object({ error: z.string() }),
]);

export type LoadJob = z.output<typeof loadJob>;
export type LoadResult = z.output<typeof loadResult>;
export type Measured = Exclude<LoadResult, { readonly error: string }>;
