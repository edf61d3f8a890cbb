import type { HttpAnswer } from "../../components/model/http.ts";
import type { OuterChannel } from "../shared/contracts/api/settings.ts";
import type { Clock } from "../shared/kit/clock.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { RetryableError, TerminalError } from "../shared/kit/errors.ts";
import { signature } from "../shared/kit/signature.ts";
import type { Outcome } from "./decide.ts";
import type { KeptSettings } from "./kept-settings.ts";
import type { Message } from "./message.ts";
import type { notification } from "./service.ts";
import type { PushTo } from "./web-push.ts";
import { htmlText, plainText, smsText } from "./wording.ts";

/** Whom a message is for, and how they want to be told. */
export interface Recipient extends KeptSettings {
  readonly user: string;
}

/** One try: what its provider does is an outcome, and never thrown. */
export type SendMessage = (
  channel: OuterChannel,
  to: Recipient,
  message: Message,
) => Promise<Outcome>;

type Powers = Pick<Connection<typeof notification>, "send" | "callOut">;

/** How browsers are told; "not set up" by an operator who has given no keys. */
export type Push =
  | "not set up"
  | {
      readonly to: PushTo;
      /** Browsers that have ended their subscription are not told again. Never rejects. */
      readonly forget: (user: string, browsers: readonly string[]) => Promise<void>;
    };

/** Signatures are as old as the machine's own time says, because their readers look at theirs. */
export function channels({ send, callOut }: Powers, push: Push, machineClock: Clock): SendMessage {
  const inTurn = queue();

  const mail = (address: string, { id, content }: Message) =>
    // Dapr 1.18 keeps the metadata of a mail in the component while it sends: of two at once, one
    // may go to the other's address.
    inTurn(() =>
      send("mail", {
        data: htmlText(content),
        metadata: {
          emailTo: address,
          subject: content.subject,
          // Read by the embedded runtime only: Dapr sends HTML alone, and no Message-ID.
          text: plainText(content),
          messageId: `<${id}@nudge.invalid>`,
        },
      }),
    );

  const webhook = async (url: string, secret: string, { id, data }: Message) => {
    const body = JSON.stringify({ id, ...data });
    return callOut({
      url,
      body,
      headers: {
        "content-type": "application/json",
        "user-agent": "nudge-notification",
        "nudge-event": data.type,
        "nudge-delivery": id,
        "nudge-signature": signature(secret, body, machineClock.now()),
      },
    });
  };

  const toBrowsers = async ({ user, browsers }: Recipient, message: Message): Promise<Outcome> => {
    if (push === "not set up" || browsers.length === 0) return notSetUp;
    const { outcome, gone } = await push.to(browsers, message);
    if (gone.length > 0) await push.forget(user, gone);
    return outcome;
  };

  return async (channel, to, message) => {
    const { settings, webhook_secret } = to;
    const { email, sms } = settings;
    try {
      switch (channel) {
        case "push":
          return await toBrowsers(to, message);
        case "email":
          return email ? bound("mail", await mail(email.address, message)) : notSetUp;
        case "sms": {
          if (!sms) return notSetUp;
          const metadata = { toNumber: sms.number };
          return bound("sms", await send("sms", { data: smsText(message.content), metadata }));
        }
        case "webhook":
          if (!settings.webhook || webhook_secret === null) return notSetUp;
          return hooked((await webhook(settings.webhook.url, webhook_secret, message)).status);
        default:
          return channel satisfies never;
      }
    } catch (thrown) {
      if (thrown instanceof TerminalError) return failure(whyOf(thrown), false);
      if (!(thrown instanceof RetryableError)) throw thrown;
      return failure(channel === "webhook" ? whyOf(thrown) : `${channel}: does not answer`, true);
    }
  };
}

/** In the words of the settings, where the field has another name. */
const whyOf = (thrown: Error): string => thrown.message.replace(/^url: /, "");

const notSetUp: Outcome = { kind: "failed", reason: "not set up any more", again: false };

const failure = (reason: string, again: boolean): Outcome => ({ kind: "failed", reason, again });

/** A binding answers every failure of its provider with 500. */
const bound = (name: string, { status }: HttpAnswer): Outcome =>
  status < 300 ? { kind: "sent" } : failure(`the ${name} service answered ${status}`, true);

/** Answers by which a server says "later"; any other 4xx means that it will not have the call. */
const later = [408, 425, 429];

const hooked = (status: number): Outcome => {
  if (status >= 200 && status < 300) return { kind: "sent" };
  const again = status < 400 || status >= 500 || later.includes(status);
  return failure(`the server answered ${status}`, again);
};

/** Does one piece of work after the other. */
function queue() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = last.then(work);
    last = Promise.allSettled([mine]);
    return mine;
  };
}
