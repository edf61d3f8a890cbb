import { z } from "zod";
import { instant } from "../domain-event.ts";

/** More browsers than one person looks at; each message is encrypted and sent for each of them. */
export const pushBrowsersMax = 10;

/** The addresses of today's push services have up to 500. */
const endpointCharactersMax = 1_024;

/** A point of P-256 as browsers write it: uncompressed, 65 bytes of which the first is 4. */
const publicKey = z
  .string()
  .regex(/^B[A-Za-z0-9_-]{86}$/, "must be the key that the browser gave (65 bytes in base64url)");
const secret = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22}$/, "must be the secret that the browser gave (16 bytes in base64url)");

const endpoint = z
  .string()
  .max(endpointCharactersMax, `must have at most ${endpointCharactersMax} characters`)
  .refine(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ""),
    "must be the address that the browser gave",
  )
  .describe("Where the browser's push service takes messages.");

/** `POST /api/notifications/push`: what `PushSubscription.toJSON()` gives in a browser. */
export const newPushBrowser = z.strictObject({
  endpoint,
  expirationTime: z.number().nullish().describe("Ignored: a push service says when it is over."),
  keys: z.strictObject({ p256dh: publicKey, auth: secret }),
});
export type NewPushBrowser = z.output<typeof newPushBrowser>;

/** A browser that is told, without what messages to it are encrypted with. */
export const pushBrowser = z.object({
  id: z.string().describe("Follows from the endpoint: the same browser is there once."),
  endpoint: z.string(),
  created_at: instant,
});
export type PushBrowser = z.output<typeof pushBrowser>;

/** `GET /api/notifications/push` answers this. */
export const pushBrowserList = z.object({ items: z.array(pushBrowser) });
