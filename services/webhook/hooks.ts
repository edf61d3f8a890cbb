import { createHash, randomBytes } from "node:crypto";
import type { NewWebhook, Webhook, WebhookPatch } from "../shared/contracts/api/webhooks.ts";
import { isoNow } from "../shared/kit/clock.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { messageOf, RetryableError, TerminalError } from "../shared/kit/errors.ts";
import type { Ports } from "../shared/kit/ports.ts";
import { invalid, Problem } from "../shared/kit/problem.ts";
import type { Book, Hook } from "./book.ts";
import type { Books } from "./books.ts";
import { withHook, withoutWaiting } from "./decide.ts";
import type { webhook } from "./service.ts";

/** More programs than a person has; each event is sent to all of them. */
export const hooksMax = 10;
const secretBytes = 32;

export interface HookPorts {
  readonly books: Books;
  readonly connection: Pick<Connection<typeof webhook>, "checkUrl">;
  readonly ports: Pick<Ports, "machineClock" | "newId">;
}

/** What a person does with their webhooks. */
export function hooks({ books, connection, ports }: HookPorts) {
  const { machineClock: clock, newId } = ports;

  /** Said now rather than at the first event, when nobody looks. */
  const refuseInside = async (url: string): Promise<void> => {
    try {
      await connection.checkUrl(url);
    } catch (thrown) {
      if (!(thrown instanceof TerminalError || thrown instanceof RetryableError)) throw thrown;
      throw invalid("url", messageOf(thrown).replace(/^url: /, ""));
    }
  };

  const change = (user: string, id: string, next: (before: Book, hook: Hook) => Book) =>
    books.change(user, (before) => {
      const book = next(before, hookIn(before, id));
      return { book, result: book.hooks.find((one) => one.id === id) };
    });
  const changed = async (user: string, id: string, next: (before: Book, hook: Hook) => Book) => {
    const hook = await change(user, id, next);
    if (!hook) throw noSuchHook();
    return hook;
  };

  return {
    /** A command that is repeated under its name gives the same webhook with the same secret. */
    async make(user: string, given: NewWebhook, command?: string) {
      await refuseInside(given.url);
      const now = isoNow(clock);
      const made: Hook = {
        ...given,
        id: command === undefined ? newId() : idOf(command),
        secret: newSecret(),
        active: true,
        off_reason: null,
        given_up_in_row: 0,
        dropped: 0,
        held_until_ms: 0,
        created_at: now,
        updated_at: now,
      };
      const kept = await books.change(user, (before) => {
        // A write whose answer was lost has happened, and so has a command that is repeated.
        const known = before.hooks.find(({ id }) => id === made.id);
        if (known) return { book: before, result: known };
        if (before.hooks.length >= hooksMax) throw tooMany();
        return { book: { ...before, hooks: [...before.hooks, made] }, result: made };
      });
      if (!isWanted(kept, given)) {
        throw invalid("Idempotency-Key", "was used for another webhook; take a new one");
      }
      return { ...shown(kept), secret: kept.secret };
    },

    list: async (user: string): Promise<readonly Webhook[]> =>
      ((await books.read(user))?.hooks ?? []).map(shown),

    /** With its secret and its deliveries. Throws `not_found`. */
    async find(user: string, id: string) {
      const book = await books.read(user);
      if (!book) throw noSuchHook();
      const hook = hookIn(book, id);
      return { hook, deliveries: book.deliveries.filter((one) => one.hook === id) };
    },

    async patch(user: string, id: string, given: WebhookPatch) {
      if (given.url !== undefined) await refuseInside(given.url);
      return shown(
        await changed(user, id, (before, hook) => {
          const { url = hook.url, events = hook.events, description = hook.description } = given;
          const active = given.active ?? hook.active;
          // Switching on, and another address, are a new beginning.
          const isAnew = (active && !hook.active) || url !== hook.url;
          const after: Hook = {
            ...hook,
            ...{ url, events, description, active, updated_at: isoNow(clock) },
            ...(isAnew ? { off_reason: null, given_up_in_row: 0, held_until_ms: 0 } : {}),
          };
          const book = withHook(before, after);
          return active ? book : withoutWaiting(book, id);
        }),
      );
    },

    async rotate(user: string, id: string) {
      const secret = newSecret();
      const hook = await changed(user, id, (before, old) =>
        withHook(before, { ...old, secret, updated_at: isoNow(clock) }),
      );
      return { ...shown(hook), secret };
    },

    async remove(user: string, id: string): Promise<void> {
      await change(user, id, (before) => ({
        ...before,
        hooks: before.hooks.filter((hook) => hook.id !== id),
        deliveries: before.deliveries.filter(({ hook }) => hook !== id),
      }));
    },
  };
}

export type Hooks = ReturnType<typeof hooks>;

/** A webhook without what only its receiver and we may know. */
export const shown = (hook: Hook): Webhook => {
  const { id, url, events, description, active, off_reason, dropped, created_at, updated_at } =
    hook;
  return { id, url, events, description, active, off_reason, dropped, created_at, updated_at };
};

/** 132 bits: two commands of a person do not look alike. */
const idCharacters = 22;

const idOf = (command: string): string =>
  createHash("sha256").update(command).digest("base64url").slice(0, idCharacters);

const isWanted = (hook: Hook, { url, events, description }: NewWebhook): boolean =>
  hook.url === url && hook.description === description && hook.events.join() === events.join();

const newSecret = () => `whsec_${randomBytes(secretBytes).toString("base64url")}`;

function hookIn({ hooks: all }: Book, id: string): Hook {
  const found = all.find((hook) => hook.id === id);
  if (found) return found;
  throw noSuchHook();
}

const noSuchHook = () => new Problem("not_found", { detail: "there is no such webhook of yours" });

const tooMany = () =>
  new Problem("conflict", { detail: `you have ${hooksMax} webhooks; delete one first` });
