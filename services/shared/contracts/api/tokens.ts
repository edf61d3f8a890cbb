import { z } from "zod";
import { instant } from "../domain-event.ts";
import { line } from "./text.ts";

/** What a token of a program may do; a session may do everything. */
export const scopeNames = ["tasks:read", "tasks:write", "chat", "settings"] as const;
export type Scope = (typeof scopeNames)[number];

/** Tokens outlive what they were made for: a year is the most that nobody looks at them. */
const daysMax = 365;
const daysUsual = 90;
const nameCharactersMax = 60;

/** How a token looks, so that one that was published by mistake can be found and recognised. */
export const tokenPrefix = "ndg_";
/** The prefix and 256 random bits. */
export const tokenForm = /^ndg_[A-Za-z0-9_-]{43}$/;

const scopes = z
  .array(z.enum(scopeNames))
  .min(1)
  .max(scopeNames.length)
  .refine((given) => new Set(given).size === given.length, "must name each scope once")
  .describe("`tasks:write` includes `tasks:read`; `settings` includes webhooks.");

/** `POST /api/tokens`. */
export const newToken = z.strictObject({
  name: line(nameCharactersMax).describe("What it is for."),
  scopes,
  expires_in_days: z.int().min(1).max(daysMax).default(daysUsual),
});
export type NewToken = z.output<typeof newToken>;

/** A token as it is listed, without its secret. */
export const apiToken = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopeNames)),
  created_at: instant,
  expires_at: instant,
});

/** `POST /api/tokens` answers this. */
export const madeToken = apiToken.extend({
  token: z.string().describe("Shown this once; send it as `Authorization: Bearer`."),
});

/** `GET /api/tokens` answers this. */
export const tokenList = z.object({ items: z.array(apiToken) });
