import { z } from "zod";
import { instant } from "../domain-event.ts";

/** The secret in the address of a calendar: 256 random bits. */
export const feedTokenForm = /^[A-Za-z0-9_-]{43}$/;

/** `GET /api/feed` answers this. */
export const feed = z.object({
  active: z.boolean().describe("Whether there is an address that calendar programs can follow."),
  created_at: instant.nullable(),
});
export type Feed = z.output<typeof feed>;

/** `POST /api/feed` answers this. */
export const madeFeed = z.object({
  path: z
    .string()
    .describe("Shown this once. Whoever has it reads all tasks; put this server's address before."),
  created_at: instant,
});
export type MadeFeed = z.output<typeof madeFeed>;
