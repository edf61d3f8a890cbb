import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { withProgress } from "./progress.ts";

/** Nobody waits longer than this for a lock that was given back. */
const lookEveryMs = 100;
/** SQLite's word for a lock that another holds. */
const busy = 5;

export interface LockOptions {
  /** What to say while another holds the lock. */
  readonly waiting: string;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Does the work while holding a lock that all processes of this machine see. The lock is one of
 * the operating system on an empty database file: whoever dies gives it back, also by kill -9, so
 * there is no stale lock that somebody would have to judge.
 */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    if (!take(database))
      await withProgress(options.waiting, options.report, () => taken(database, options.signal));
    return await work();
  } finally {
    database.close();
  }
}

async function taken(database: DatabaseSync, signal: AbortSignal): Promise<void> {
  while (!take(database)) {
    await wait(lookEveryMs);
    signal.throwIfAborted();
  }
}

function take(database: DatabaseSync): boolean {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "errcode" in thrown && thrown.errcode === busy) return false;
    throw thrown;
  }
}
