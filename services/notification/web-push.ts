import { createHash } from "node:crypto";
import webPush from "web-push";
import type { Connection } from "../shared/kit/connect.ts";
import { messageOf, RetryableError, TerminalError } from "../shared/kit/errors.ts";
import type { KeptBrowser } from "./browsers.ts";
import type { Outcome } from "./decide.ts";
import type { Message } from "./message.ts";
import type { PushKeys } from "./push-keys.ts";
import type { notification } from "./service.ts";

/** A browser that is off for longer hears nothing of a reminder that is a day old. */
const ttlSeconds = 24 * 3_600;
/** RFC 8030, 5.4: a newer message of the same topic takes the place of one that still waits. */
const topicCharactersMax = 32;
/** The subscription has ended (RFC 8030, 7.3): nothing sent to it will ever arrive. */
const goneStatuses = [404, 410];
/** Any other 4xx means that the push service will not have the message. */
const laterStatuses = [408, 425, 429];

/** What came of one try at one browser. */
type Reached = { readonly kind: "sent" } | { readonly kind: "gone" } | Failed;
type Failed = { readonly kind: "failed"; readonly reason: string; readonly again: boolean };

/** What came of a message to all browsers of a person, and which of them are over. */
export interface Pushed {
  readonly outcome: Outcome;
  readonly gone: readonly string[];
}

/** Sends to each browser of a person; one that takes it is enough. */
export type PushTo = (browsers: readonly KeptBrowser[], message: Message) => Promise<Pushed>;

/**
 * Messages to browsers by the services of their makers (RFC 8030), encrypted for the browser alone
 * (RFC 8291). A service's word, not the browser's, is what counts as sent.
 */
export function webPushing(
  { callOut }: Pick<Connection<typeof notification>, "callOut">,
  keys: PushKeys,
): PushTo {
  const reach = async (browser: KeptBrowser, message: Message): Promise<Reached> => {
    try {
      return reached((await callOut(requestTo(browser, message, keys))).status);
    } catch (thrown) {
      const isOver = thrown instanceof TerminalError;
      if (!isOver && !(thrown instanceof RetryableError)) throw thrown;
      return { kind: "failed", reason: messageOf(thrown).replace(/^url: /, ""), again: !isOver };
    }
  };
  return async (browsers, message) => {
    const all = await Promise.all(browsers.map((browser) => reach(browser, message)));
    const gone = browsers.filter((_, n) => all[n]?.kind === "gone").map(({ id }) => id);
    return { outcome: together(all), gone };
  };
}

function requestTo({ endpoint, keys }: KeptBrowser, message: Message, own: PushKeys) {
  const { body, headers } = webPush.generateRequestDetails(
    { endpoint, keys },
    JSON.stringify(shownBy(message)),
    { vapidDetails: own, TTL: ttlSeconds, urgency: "high", topic: topicOf(message) },
  );
  const sent = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { url: endpoint, body, headers: Object.fromEntries(sent) };
}

/** What the page's worker shows. Far below the 4 KB that every push service takes. */
const shownBy = ({ about, content, data }: Message) => ({
  title: content.subject,
  body: content.due ?? content.footer,
  tag: about,
  task_id: taskIn(data),
});

const taskIn = ({ task }: Message["data"]): string | null =>
  typeof task === "object" && task !== null && "id" in task ? String(task.id) : null;

const topicOf = ({ about }: Message): string =>
  createHash("sha256").update(about).digest("base64url").slice(0, topicCharactersMax);

function reached(status: number): Reached {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (goneStatuses.includes(status)) return { kind: "gone" };
  const again = status < 400 || status >= 500 || laterStatuses.includes(status);
  return { kind: "failed", reason: `the push service answered ${status}`, again };
}

function together(all: readonly Reached[]): Outcome {
  if (all.some(({ kind }) => kind === "sent")) return { kind: "sent" };
  const failed = all.filter((one) => one.kind === "failed");
  const [told] = failed.toSorted((a, b) => Number(b.again) - Number(a.again));
  return told ?? { kind: "failed", reason: "no browser takes it any more", again: false };
}
