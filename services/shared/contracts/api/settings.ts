import { z } from "zod";
import { timezone } from "./due.ts";

/**
 * Where a person can be told something outside of the application, in the order in which it is
 * tried when a person has not said another: a browser shows it at once, and costs nothing.
 */
export const outerChannel = z.enum(["push", "email", "sms", "webhook"]);
export type OuterChannel = z.output<typeof outerChannel>;

/** "in_app" is the list that the page and the chat show; it needs no setting and is always on. */
export const channelName = z.enum(["in_app", ...outerChannel.options]);
export type ChannelName = z.output<typeof channelName>;

/** RFC 5321 allows so many characters for a whole address. */
const addressMax = 254;
const urlMax = 2_048;

const address = z
  .email('must be an address such as "ada@example.org"')
  .max(addressMax, `must have at most ${addressMax} characters`);

const number = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be a number with its country such as "+4915112345678" (E.164)');

const webAddress = z
  .string()
  .max(urlMax, `must have at most ${urlMax} characters`)
  .refine(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ""),
    'must be an address such as "https://example.org/hook"',
  )
  .refine((text) => {
    const url = URL.parse(text);
    return url === null || (url.username === "" && url.password === "");
  }, "must not contain a user or a password; the signature proves who calls");

const wallTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "22:00", from "00:00" to "23:59"');

/** Local times between which nobody is disturbed; over midnight when `to` comes before `from`. */
export const quietHours = z
  .strictObject({ from: wallTime, to: wallTime, timezone })
  .refine(({ from, to }) => from !== to, {
    path: ["to"],
    message: "must differ from `from`; switch the channels off to be left alone all day",
  });
export type QuietHours = z.output<typeof quietHours>;

const enabled = z.boolean().default(true).describe("Switched off, a channel keeps its address.");

/** `PUT /api/settings`: the whole of it; what is left out is as if it had never been set. */
export const settings = z.strictObject({
  push: z
    .strictObject({ enabled })
    .default({ enabled: true })
    .describe("To each browser that was switched on with `POST /api/notifications/push`."),
  email: z.strictObject({ enabled, address }).nullable().default(null),
  sms: z.strictObject({ enabled, number }).nullable().default(null),
  webhook: z.strictObject({ enabled, url: webAddress }).nullable().default(null),
  order: z
    .array(outerChannel)
    .refine((all) => new Set(all).size === all.length, "the same channel is there twice")
    .default([...outerChannel.options])
    .describe("Which channel comes first; those that are left out come last."),
  delivery: z
    .enum(["first_that_works", "all"])
    .default("first_that_works")
    .describe("One channel after the other until one works, or all of them."),
  quiet_hours: quietHours.nullable().default(null),
  urgent_breaks_quiet: z
    .boolean()
    .default(false)
    .describe("Whether reminders of urgent tasks are sent during quiet hours too."),
});
export type Settings = z.output<typeof settings>;

/** `GET /api/settings` and `PUT /api/settings` answer this. */
export const settingsAnswer = settings.extend({
  push_public_key: z
    .string()
    .nullable()
    .describe(
      "A browser subscribes with it (VAPID, RFC 8292). Null: push is not set up on this server.",
    ),
  webhook_secret: z
    .string()
    .nullable()
    .describe("Proves calls of the webhook: HMAC SHA-256 of `{t}.{body}` in `nudge-signature`."),
});
export type SettingsAnswer = z.output<typeof settingsAnswer>;

/** `POST /api/settings/test`: a message now, through one channel. */
export const settingsTest = z.strictObject({ channel: outerChannel });

/** `POST /api/settings/test` answers this. */
export const settingsTestAnswer = z.object({
  channel: outerChannel,
  status: z.enum(["sent", "failed"]),
  reason: z.string().nullable().describe("Why it failed; null when it was sent."),
});
export type SettingsTestAnswer = z.output<typeof settingsTestAnswer>;
