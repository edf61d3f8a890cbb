import { type DomainEvent, sequenceOf } from "../shared/contracts/domain-event.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { messageOf, TerminalError } from "../shared/kit/errors.ts";
import type { Ports } from "../shared/kit/ports.ts";
import { sendDue } from "./attempts.ts";
import type { Books } from "./books.ts";
import { filed, passedOver, wants } from "./decide.ts";
import type { DueIndex } from "./due-index.ts";
import { inLine } from "./in-line.ts";
import { isSeen } from "./seen.ts";
import type { SendOne } from "./sender.ts";
import type { webhook } from "./service.ts";

/** The last attempt comes after 21 hours; an outage of ours may take two days more. */
const eventKeptSeconds = 3 * 24 * 3_600;
/** People whose deliveries are sent at once: as many sockets to slow servers, times ten hooks. */
const runningMax = 64;
/** Half of it, so that a sweep leaves room for what has just happened. */
const sweptAtOnce = 32;

export interface Deliveries {
  /** Files an event for its person's hooks, and begins to send. Resolves when it is durable. */
  file(event: DomainEvent<unknown>): Promise<void>;
  /** Sends what is due of everybody. */
  sweep(): Promise<void>;
  /** Lets the attempts end that have begun; what has not waits for the next process. */
  close(): Promise<void>;
}

export interface DeliveryPorts {
  readonly connection: Pick<Connection<typeof webhook>, "state" | "key">;
  readonly books: Books;
  readonly due: DueIndex;
  readonly sendOne: SendOne;
  readonly ports: Pick<Ports, "machineClock" | "log">;
}

/** The way of an event to people's servers: filed first, so that no crash can lose it. */
export function deliveries({ connection, books, due, sendOne, ports }: DeliveryPorts): Deliveries {
  const { state, key } = connection;
  const { machineClock: clock, log } = ports;
  const eventKey = (user: string, seq: number) => key("event", user, seq);
  const running = new Set<Promise<void>>();
  const stop = new AbortController();

  const line = inLine();

  const send = sendDue({ state, eventKey, books, due, sendOne, ports, stop: stop.signal });

  /** Several at once may look at one person: a hook that one has claimed is held for the others. */
  const start = (user: string): Promise<void> => {
    const mine = send(user)
      .catch((thrown: unknown) => {
        // The note is still there: the sweep comes back to it.
        log.warn("webhook.interrupted", { user, error: messageOf(thrown) });
      })
      .finally(() => running.delete(mine));
    running.add(mine);
    return mine;
  };

  const sweep = async (): Promise<void> => {
    const nowMs = clock.now();
    const people = [...(await due.due(nowMs))];
    const worker = async () => {
      for (let user = people.shift(); user !== undefined; user = people.shift()) {
        await start(user);
      }
    };
    await Promise.all(Array.from({ length: sweptAtOnce }, worker));
    await due.forget(nowMs);
  };
  let sweeping: Promise<void> | undefined;

  const fileFor = async (event: DomainEvent<unknown>, seq: number): Promise<void> => {
    const { user_id: user, event_type: type } = event;
    const peek = await books.read(user);
    if (!peek || peek.hooks.length === 0 || isSeen(peek.seen, seq)) return;
    const isWanted = peek.hooks.some((hook) => wants(hook, type));
    if (isWanted) {
      // First what will be sent, then the net, then the intent.
      const ttlSeconds = eventKeptSeconds;
      const body = JSON.stringify(event);
      await state.set(eventKey(user, seq), { body }, { when: "none", ttlSeconds });
      await due.note(clock.now(), user);
    }
    await books.change(user, (before) => ({
      // A hook that came in the meantime would find no event to send.
      book: isWanted ? filed(before, { seq, type }, clock.now()) : passedOver(before, seq),
      result: undefined,
    }));
    // Not awaited: a slow server must not hold up the partition. `close` waits for it.
    if (isWanted && running.size < runningMax) void start(user);
  };

  return {
    async file(event) {
      const { user_id: user, event_id } = event;
      const seq = sequenceOf(event_id);
      if (event_id !== `${user}:${seq}`) {
        throw new TerminalError(`event_id "${event_id}" is not of user_id "${user}"`);
      }
      const peek = await books.read(user);
      if (!peek || peek.hooks.length === 0) return;
      // A batch comes at once, and people are told in the order in which it came.
      await line(user, () => fileFor(event, seq));
    },

    async sweep() {
      // A sweep with slow servers may take longer than the pause between two.
      sweeping ??= sweep().finally(() => {
        sweeping = undefined;
      });
      await sweeping;
    },

    async close() {
      stop.abort();
      await Promise.all(running);
    },
  };
}
