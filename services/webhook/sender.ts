import { eventId } from "../shared/contracts/domain-event.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { messageOf, TerminalError } from "../shared/kit/errors.ts";
import type { Ports } from "../shared/kit/ports.ts";
import { signature } from "../shared/kit/signature.ts";
import type { Delivery, Hook } from "./book.ts";
import type { Outcome } from "./decide.ts";
import type { webhook } from "./service.ts";

/** One attempt at one hook. Never throws: how it ended is the answer. */
export type SendOne = (
  hook: Pick<Hook, "url" | "secret">,
  what: { readonly event: string; readonly delivery: string; readonly body: string },
) => Promise<Outcome>;

/** The name of a delivery, the same at each attempt: receivers tell a repetition by it. */
export const deliveryId = (user: string, { hook, seq }: Pick<Delivery, "hook" | "seq">): string =>
  `${hook}.${eventId(user, seq)}`;

/** Posts signed bodies to the outside. */
export const senderOf =
  ({ callOut }: Pick<Connection<typeof webhook>, "callOut">, { machineClock }: Ports): SendOne =>
  async ({ url, secret }, { event, delivery, body }) => {
    const headers = {
      "content-type": "application/json",
      "user-agent": "nudge-webhook",
      "nudge-event": event,
      "nudge-delivery": delivery,
      "nudge-signature": signature(secret, body, machineClock.now()),
    };
    try {
      const { status } = await callOut({ url, body, headers });
      if (status >= 200 && status < 300) return { kind: "delivered", http_status: status };
      return { kind: "failed", http_status: status, reason: `answered ${status}` };
    } catch (thrown) {
      const reason = messageOf(thrown).replace(/^url: /, "");
      return thrown instanceof TerminalError
        ? { kind: "refused", reason }
        : { kind: "failed", http_status: null, reason };
    }
  };
