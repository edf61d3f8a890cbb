import { ConflictError, messageOf } from "../../shared/kit/errors.ts";
import type { Log } from "../../shared/kit/log.ts";
import type { StateKey, StateStore } from "../../shared/kit/state.ts";
import { parseChunk } from "../log/chunk.ts";
import type { Entry } from "../view.ts";

export interface SettlePorts {
  readonly log: Log;
  readonly state: StateStore;
  readonly cursorKey: (user: string) => StateKey;
  readonly chunkKey: (user: string, n: number) => StateKey;
  readonly publish: (user: string, entries: readonly Entry[]) => Promise<void>;
}

/** What this process knows of one person's events. */
export interface Lane {
  markedAt: number;
  /** The publications of this process, one after another. */
  chain: Promise<void>;
  /** Positions that this process has published and the cursor does not cover yet. */
  readonly own: Set<number>;
  /** A publication failed: later events wait, so that their order is kept. */
  blocked: boolean;
  active: boolean;
}

/** Events in one call: far below the runtime's limit of 4 MiB. */
const eventsPerCall = 100;

export const newLane = (): Lane => ({
  markedAt: Number.NEGATIVE_INFINITY,
  chain: Promise.resolve(),
  own: new Set(),
  blocked: false,
  active: true,
});

/** Settles a person in line with the publications of this process. */
export function settleInLine(
  ports: SettlePorts,
  user: string,
  lane: Lane,
): Promise<number | undefined> {
  const settled = lane.chain.then(() =>
    settle(ports, user, lane).catch((thrown: unknown) => {
      // Lost against another replica, or the broker is away: the next sweep tries again.
      if (!(thrown instanceof ConflictError)) {
        ports.log.warn("relay.failed", { user, error: messageOf(thrown) });
      }
      return undefined;
    }),
  );
  lane.chain = settled.then(() => undefined);
  return settled;
}

/** Publishes what is left of a person's log and moves the cursor over it. */
async function settle(ports: SettlePorts, user: string, lane: Lane): Promise<number> {
  const key = ports.cursorKey(user);
  const stored = await ports.state.get(key);
  const cursor = parseCursor(stored?.value);
  const { entries, chunk } = await entriesAfter(ports, user, cursor);
  const missing = entries.filter(({ seq }) => !lane.own.has(seq));
  for (let from = 0; from < missing.length; from += eventsPerCall) {
    await ports.publish(user, missing.slice(from, from + eventsPerCall));
  }
  lane.blocked = false;
  const seq = entries.at(-1)?.seq ?? cursor.seq;
  if (seq > cursor.seq) {
    await ports.state.set(key, { seq, chunk }, { when: stored ? { etag: stored.etag } : "absent" });
  }
  for (const own of lane.own) if (own <= seq) lane.own.delete(own);
  return seq;
}

async function entriesAfter(ports: SettlePorts, user: string, cursor: Cursor) {
  const entries: Entry[] = [];
  let { chunk } = cursor;
  for (;;) {
    const stored = await ports.state.get(ports.chunkKey(user, chunk));
    if (!stored) return { entries, chunk };
    const { full, entries: all } = parseChunk(stored.value);
    entries.push(...all.filter(({ seq }) => seq > cursor.seq));
    if (!full) return { entries, chunk };
    chunk++;
  }
}

interface Cursor {
  readonly seq: number;
  /** The chunk in which reading goes on. */
  readonly chunk: number;
}

/** Written by this module alone. */
const parseCursor = (value: unknown): Cursor => (value ? (value as Cursor) : { seq: 0, chunk: 1 });
