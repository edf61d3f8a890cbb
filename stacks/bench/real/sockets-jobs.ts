import { z } from "zod";

/** What the process that holds the windows is asked for. */
export const socketsJob = z.object({
  /** `host:port` where tasks are made. */
  gateway: z.string(),
  /** Those where windows are opened; they take turns. */
  doors: z.array(z.string()).readonly(),
  tokens: z.array(z.string()),
  /** Windows of each person. */
  each: z.int(),
  /** Changes, one after another, each by another person. */
  updates: z.int(),
});

/** What it says: how far it is, and what came out in the end. */
export const socketsWord = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("progress"), line: z.string() }),
  z.object({
    kind: z.literal("result"),
    held: z.int(),
    seconds: z.number(),
    /** From sending a change until each of the person's windows was told. */
    ms: z.array(z.number()),
  }),
  z.object({ kind: z.literal("error"), message: z.string() }),
]);

export type SocketsJob = z.output<typeof socketsJob>;
export type SocketsWord = z.output<typeof socketsWord>;
