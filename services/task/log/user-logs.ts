import type { Clock } from "../../shared/kit/clock.ts";
import { ConflictError, RetryableError } from "../../shared/kit/errors.ts";
import type { Log } from "../../shared/kit/log.ts";
import type { StateKey, StateStore } from "../../shared/kit/state.ts";
import type { Entry } from "../view.ts";
import { logCache } from "./cache.ts";
import { type Chunk, type ChunkLimits, emptyChunk, extended, parseChunk } from "./chunk.ts";
import { type Loaded, takeIn } from "./loaded.ts";
import { type CommandJob, type Committed, planned, type Request, settled } from "./plan.ts";
import { writerQueues } from "./queue.ts";
import { loadSnapshot, type SnapshotKeys, saveSnapshot } from "./snapshots.ts";

export interface LogLimits extends ChunkLimits {
  readonly snapshotEvery: number;
  readonly tasksPerPage: number;
  readonly cacheBytesMax: number;
}

export interface LogPorts {
  readonly state: StateStore;
  readonly keys: SnapshotKeys & { chunk(user: string, n: number): StateKey };
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: LogLimits;
  /** Called, and awaited, before a person's entries are written. */
  readonly beforeCommit: (user: string) => Promise<void>;
  /** Called when entries have been written. */
  readonly afterCommit: (user: string, entries: readonly Entry[]) => void;
}

/** A commit loses at most once for each one that another replica wins; then the person retries. */
const attemptsMax = 20;

/**
 * The logs of all people, each with one writer in this process.
 *
 * Commands that wait for one log go into one write. Its commit point is the compare-and-set of
 * the last chunk; chunk n+1 is created only after chunk n was read full.
 */
export function userLogs(ports: LogPorts) {
  const { state, keys, limits } = ports;
  const cache = logCache(limits.cacheBytesMax, (user) => loadSnapshot(ports, user));
  const background = new Map<Loaded, Promise<void>>();

  /** The log as it is in the store now. */
  async function fresh(user: string): Promise<Loaded> {
    const loaded = await cache.get(user);
    for (;;) {
      const n = loaded.chunk;
      const stored = await state.get(keys.chunk(user, n));
      // Another reader may have gone on to a chunk that it has not read yet either.
      if (loaded.chunk !== n) continue;
      if (!stored) return loaded;
      if (stored.etag !== loaded.etag) {
        const chunk = parseChunk(stored.value);
        takeIn(loaded, chunk.entries, limits.tasksPerPage);
        if (chunk.entries.length >= loaded.tail.entries.length) {
          loaded.tail = chunk;
          loaded.etag = stored.etag;
        }
      }
      cache.touch(user, loaded);
      if (!loaded.tail.full) return loaded;
      toNextChunk(loaded);
    }
  }

  /** Decides and writes as many of the jobs as go into one chunk; says how many. */
  async function commit(user: string, jobs: readonly CommandJob[]): Promise<number> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      if (attempt > 0) await ports.clock.sleep(attempt);
      const loaded = await fresh(user);
      const plan = planned(loaded, jobs, limits);
      if (plan.entries.length === 0) return settled(plan, loaded);
      // What was decided on, before anything is awaited: a reader may take the log further then,
      // and its newer version must not vouch for this older plan.
      const { chunk: n, etag, tail } = loaded;
      await ports.beforeCommit(user);
      const chunk = extended(tail, plan.entries, plan.bytes, limits);
      const when = etag === undefined ? "absent" : { etag };
      try {
        await state.set(keys.chunk(user, n), chunk, { when });
      } catch (thrown) {
        // Lost, or unknown whether it happened: the next attempt reads, and knows a command that
        // was written after all by its id.
        if (thrown instanceof ConflictError || thrown instanceof RetryableError) continue;
        throw thrown;
      }
      takeIn(loaded, plan.entries, limits.tasksPerPage);
      if (loaded.chunk === n) moveOn(loaded, chunk);
      ports.afterCommit(user, plan.entries);
      snapshotIfDue(user, loaded);
      return settled(plan, loaded);
    }
    throw new RetryableError("the log is written from too many places at once");
  }

  function snapshotIfDue(user: string, loaded: Loaded): void {
    // One at a time: a second one would point at pages that the first has yet to write.
    if (loaded.sinceSnapshot < limits.snapshotEvery || background.has(loaded)) return;
    loaded.sinceSnapshot = 0;
    const work = saveSnapshot(ports, user, loaded).finally(() => background.delete(loaded));
    background.set(loaded, work);
  }

  const queues = writerQueues(commit);

  return {
    /** The person's log, no older than this call. */
    read: fresh,
    append: (user: string, request: Request): Promise<Committed> =>
      new Promise((resolve, reject) => queues.command(user, { request, resolve, reject })),
    exclusive: queues.exclusive,
    /** Resolves when no snapshot is being written. */
    settled: async () => {
      await Promise.all(background.values());
    },
  };
}

export type UserLogs = ReturnType<typeof userLogs>;

function moveOn(loaded: Loaded, written: Chunk): void {
  loaded.tail = written;
  // The store does not tell the new version: the next read will.
  loaded.etag = undefined;
  if (written.full) toNextChunk(loaded);
}

function toNextChunk(loaded: Loaded): void {
  loaded.chunk++;
  loaded.tail = emptyChunk;
  loaded.etag = undefined;
}
