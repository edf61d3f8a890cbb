import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { messageOf } from "./json.ts";

/** The file is not, or no longer, a sound database. It was left as it is. */
export class DamagedStore extends Error {
  override readonly name = "DamagedStore";
}

/** Another process has the file open. */
export class StoreInUse extends Error {
  override readonly name = "StoreInUse";
}

/** One SQLite file with grouped commits. */
export interface Store {
  prepare(sql: string): StatementSync;
  /**
   * Runs the change in the transaction that all changes of this turn share; resolves when it is
   * durable. A change that throws is refused alone, but only what it did in one statement is
   * undone for sure: "atomic" undoes all of it.
   */
  write<T>(change: () => T, kind?: "atomic" | "single"): Promise<T>;
  /** Runs in front of each commit that happens anyway. */
  beforeCommit(run: () => void): void;
  close(): void;
}

/** Of the tables below; a file of a later one is not touched. */
const schemaVersion = 1;

const tables = `
CREATE TABLE IF NOT EXISTS state (
  store TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, etag TEXT NOT NULL,
  expires INTEGER, PRIMARY KEY (store, key));
CREATE INDEX IF NOT EXISTS state_expires ON state (expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS messages (
  offset INTEGER PRIMARY KEY AUTOINCREMENT, pubsub TEXT NOT NULL, topic TEXT NOT NULL,
  partition INTEGER NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, at INTEGER NOT NULL,
  expires INTEGER, traceparent TEXT NOT NULL, event TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS messages_partition ON messages (pubsub, topic, partition, offset);
CREATE TABLE IF NOT EXISTS places (
  app TEXT NOT NULL, pubsub TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,
  place INTEGER NOT NULL, PRIMARY KEY (app, pubsub, topic, partition)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS jobs (
  app TEXT NOT NULL, name TEXT NOT NULL, job TEXT NOT NULL, next INTEGER, fired INTEGER NOT NULL,
  expires INTEGER, id TEXT NOT NULL, PRIMARY KEY (app, name));
CREATE INDEX IF NOT EXISTS jobs_next ON jobs (next) WHERE next IS NOT NULL;
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, app TEXT NOT NULL, binding TEXT NOT NULL,
  operation TEXT NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL, at INTEGER NOT NULL);
PRAGMA user_version = ${schemaVersion};
`;

/** Opens or creates the file. Throws DamagedStore or StoreInUse, and then changes nothing. */
export function openStore(file: string): Store {
  const db = openDatabase(file);
  const before: (() => void)[] = [];
  let queue: Waiting[] = [];
  const [begin, commit] = [db.prepare("BEGIN IMMEDIATE"), db.prepare("COMMIT")];
  const savepoint = {
    begin: db.prepare("SAVEPOINT change"),
    release: db.prepare("RELEASE change"),
    undo: db.prepare("ROLLBACK TO change"),
  };

  const commitAll = () => {
    const waiting = queue;
    queue = [];
    if (waiting.length === 0) return;
    try {
      begin.run();
      for (const { apply } of waiting) apply();
      for (const run of before) run();
      commit.run();
    } catch (thrown) {
      if (db.isOpen && db.isTransaction) db.exec("ROLLBACK");
      for (const { fail } of waiting) fail(thrown);
      return;
    }
    for (const { done } of waiting) done();
  };

  const atomically = <T>(change: () => T): T => {
    savepoint.begin.run();
    try {
      return change();
    } catch (thrown) {
      savepoint.undo.run();
      throw thrown;
    } finally {
      savepoint.release.run();
    }
  };

  return {
    prepare: (sql) => db.prepare(sql),
    write: (change, kind = "single") =>
      new Promise((resolve, reject) => {
        let settle = () => reject(new Error("the change did not run"));
        if (queue.length === 0) setImmediate(commitAll);
        queue.push({
          apply() {
            try {
              const result = kind === "atomic" ? atomically(change) : change();
              settle = () => resolve(result);
            } catch (thrown) {
              settle = () => reject(thrown);
            }
          },
          done: () => settle(),
          fail: reject,
        });
      }),
    beforeCommit: (run) => before.push(run),
    close() {
      commitAll();
      db.close();
    },
  };
}

interface Waiting {
  apply(): void;
  done(): void;
  fail(reason: unknown): void;
}

function openDatabase(file: string): DatabaseSync {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 0 });
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    const found = db.prepare("PRAGMA quick_check(1)").get()?.quick_check;
    if (found !== "ok") throw new DamagedStore(damaged(file, String(found)));
    const version = Number(db.prepare("PRAGMA user_version").get()?.user_version);
    if (version > schemaVersion) {
      throw new DamagedStore(`${file} was written by a later version: set another DATA_DIR`);
    }
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY");
    // The first write takes the lock and, in the exclusive mode, keeps it.
    db.exec(`BEGIN IMMEDIATE; ${tables} COMMIT`);
    return db;
  } catch (thrown) {
    if (db) letGo(db, file);
    throw asStoreError(thrown, file);
  }
}

/** Handles that must not be closed, because SQLite would then write into the file. */
const keptOpen: DatabaseSync[] = [];

/** Closing copies what waits in the write-ahead log into a file that may be damaged: not here. */
function letGo(db: DatabaseSync, file: string): void {
  if (existsSync(`${file}-wal`)) keptOpen.push(db);
  else db.close();
}

// https://www.sqlite.org/rescode.html; the low byte is the kind.
const busy = 5;
const corrupt = 11;
const notADatabase = 26;

function asStoreError(thrown: unknown, file: string): unknown {
  const code =
    thrown instanceof Error && "errcode" in thrown ? Number(thrown.errcode) & 0xff : undefined;
  if (code === busy) {
    return new StoreInUse(
      `${file} is in use by another process: stop that one, or set another DATA_DIR`,
    );
  }
  const isDamaged = code === corrupt || code === notADatabase;
  return isDamaged ? new DamagedStore(damaged(file, messageOf(thrown))) : thrown;
}

const damaged = (file: string, why: string) =>
  `${file} is damaged (${why.replaceAll(/\s+/g, " ").trim()}) and was left as it is: ` +
  "put a backup in its place, or move it away to start with empty data";

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A column that is text. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`column ${column} is not text`);
  return value;
}

/** A column that is a number. */
export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`column ${column} is not a number`);
  return value;
}

/** A column that is a number or empty. */
export const numberOrNone = (row: Row, column: string): number | undefined =>
  row[column] === null ? undefined : number(row, column);
