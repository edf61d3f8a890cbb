import type { Connection } from "../shared/kit/connect.ts";
import { messageOf, RetryableError, TerminalError } from "../shared/kit/errors.ts";
import { outgoingAllow } from "../shared/kit/outside.ts";
import { invalid } from "../shared/kit/problem.ts";
import type { notification } from "./service.ts";

/** Throws `invalid`, naming the field, for an address that nothing could ever be sent to. */
export type CheckUrl = (field: string, url: string) => Promise<void>;

/** The rule for addresses that people give: https, and public. */
export function outgoingRule(
  { checkUrl }: Pick<Connection<typeof notification>, "checkUrl">,
  variables: Readonly<Record<string, string | undefined>>,
): CheckUrl {
  const plainAllowed = outgoingAllow(variables.OUTGOING_ALLOW);
  return async (field, url) => {
    const { protocol, hostname, port } = new URL(url);
    // What goes over http can be read and changed on its way; the operator's own servers may.
    if (protocol !== "https:" && !plainAllowed.includes(`${hostname}:${port || 80}`)) {
      throw invalid(field, 'must begin with "https://"');
    }
    await checkUrl(url).catch((thrown: unknown) => {
      const isAddress = thrown instanceof TerminalError || thrown instanceof RetryableError;
      throw isAddress ? invalid(field, messageOf(thrown).replace(/^url: /, "")) : thrown;
    });
  };
}
