import { randomUUID } from "node:crypto";
import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import type { Activity } from "./activity.ts";
import { json, noContent, refusal } from "./answers.ts";
import type { App } from "./app.ts";
import { longestTimerMs, type RuntimeClock } from "./clock.ts";
import { type Job, jobOf } from "./job.ts";
import { isObject, messageOf, parseJson } from "./json.ts";
import { number, numberOrNone, type Row, type Store, text } from "./store.ts";
import type { OnProblem } from "./subscriptions.ts";

/** What jobs stand on. */
export interface JobPorts {
  readonly db: Store;
  readonly clock: RuntimeClock;
  readonly activity: Activity;
  readonly onProblem: OnProblem;
  /** The app, when it runs; the jobs of one that does not wait. */
  readonly appOf: (app: string) => App | undefined;
}

/** The jobs API, and the clock behind it. */
export interface Jobs {
  call(app: string, name: string, call: HttpCall): Promise<HttpAnswer>;
  /** Begins to fire; again after an app came. */
  start(): void;
  stop(): void;
}

/** Read at once when several are due; the rest follows in the next round. */
const dueMax = 200;

/** Jobs that survive a restart, each delivered at `POST /job/{name}`, never early. */
export function daprJobs(ports: JobPorts): Jobs {
  const { db, clock, activity, onProblem } = ports;
  const sql = statements(db);
  /** By id: one that is being delivered or waits for its next attempt. */
  const inHand = new Set<string>();
  let isStarted = false;
  let cancelTimer: (() => void) | undefined;
  const cancelRetries = new Set<() => void>();

  /** Sets the one timer to the earliest job. */
  const arm = () => {
    cancelTimer?.();
    cancelTimer = undefined;
    if (!isStarted) return;
    const now = clock.now();
    const taken = sql.due.all(now, dueMax + inHand.size).filter(isFree);
    for (const row of taken.slice(0, dueMax)) {
      inHand.add(text(row, "id"));
      void activity.track(fire(row, 0));
    }
    const earliest = sql.earliest.get(now)?.next;
    const isMore = taken.length > dueMax;
    if (!isMore && typeof earliest !== "number") return;
    const waitMs = isMore ? 0 : Math.max(Number(earliest) - now, 1);
    cancelTimer = clock.setTimer(Math.min(waitMs, longestTimerMs), arm);
  };

  const isFree = (row: Row) =>
    !inHand.has(text(row, "id")) && ports.appOf(text(row, "app")) !== undefined;

  const fire = async (row: Row, failures: number): Promise<void> => {
    const id = text(row, "id");
    try {
      const job = jobOf(text(row, "job"), number(row, "next"));
      const expires = numberOrNone(row, "expires");
      const isOver = expires !== undefined && expires <= clock.now();
      if (typeof job === "string" || isOver || sql.isThere.get(id) === undefined) {
        await settle(id, null, 0);
        return;
      }
      if (!(await deliver(ports, row, job)) && failures < job.retriesMax) {
        later(job.pauseMs, () => fire(row, failures + 1));
        return;
      }
      const fired = number(row, "fired") + 1;
      // Ticks missed while the machine slept are one tick.
      const next = fired < job.repeats ? job.next?.(clock.now()) : undefined;
      await settle(id, next ?? null, fired);
    } catch (thrown) {
      inHand.delete(id);
      onProblem("job.failed", { name: text(row, "name"), error: messageOf(thrown) });
    }
  };

  const later = (pauseMs: number, run: () => Promise<void>) => {
    const cancel = clock.setTimer(pauseMs, () => {
      cancelRetries.delete(cancel);
      void activity.track(run());
    });
    cancelRetries.add(cancel);
  };

  /** By id, so that a job which was set anew meanwhile stays. */
  const settle = async (id: string, next: number | null, fired: number) => {
    await db.write(() => (next === null ? sql.remove.run(id) : sql.move.run(next, fired, id)));
    inHand.delete(id);
    arm();
  };

  return {
    call: jobsApi(ports, sql, () => arm()),
    start() {
      isStarted = true;
      arm();
    },
    stop() {
      isStarted = false;
      cancelTimer?.();
      for (const cancel of cancelRetries) cancel();
    },
  };
}

/** Sets, reads and takes back jobs. */
function jobsApi(
  { db, clock }: JobPorts,
  sql: ReturnType<typeof statements>,
  arm: () => void,
): Jobs["call"] {
  const put = async (app: string, name: string, body: string): Promise<HttpAnswer> => {
    const job = jobOf(body, clock.now());
    if (typeof job === "string") return refusal(400, "ERR_MALFORMED_REQUEST", job);
    // Seen on daprd 1.18.2: a job without data is accepted and never delivered.
    const next = job.data === undefined ? null : (job.first ?? null);
    const stored = JSON.stringify({ ...job.asked, name });
    const isPut = await db.write(() => {
      if (job.asked.overwrite !== true && sql.get.get(app, name)) return false;
      sql.put.run(app, name, stored, next, 0, job.expires ?? null, randomUUID());
      return true;
    });
    arm();
    return isPut ? noContent : refusal(409, "ERR_JOB_ALREADY_EXISTS", `job ${name} exists`);
  };

  const get = (app: string, name: string): HttpAnswer => {
    const row = sql.get.get(app, name);
    const asked = row ? parseJson(text(row, "job")) : undefined;
    // Seen on daprd 1.18.2: 500 for one that is missing, and for one without data.
    return isObject(asked) && asked.data !== undefined
      ? json(200, asked)
      : refusal(500, "ERR_GET_JOB", `job ${name}: not found`);
  };

  return async (app, name, { method, body }) => {
    if (!/^[^/\\#?]+$/.test(name)) {
      return refusal(500, "ERR_JOB_NAME", `"${name}" cannot be the name of a job`);
    }
    if (method === "GET") return get(app, name);
    if (method === "POST" || method === "PUT") return put(app, name, body);
    await db.write(() => sql.cancel.run(app, name));
    return noContent;
  };
}

async function deliver({ appOf, onProblem }: JobPorts, row: Row, job: Job): Promise<boolean> {
  const [app, name] = [text(row, "app"), text(row, "name")];
  const to = appOf(app);
  if (!to) return false;
  const path = `/job/${encodeURIComponent(name)}`;
  const headers = { ...to.headers, "content-type": "application/json" };
  try {
    const { status } = await to.send({ method: "POST", path, headers, body: job.data ?? "" });
    return status < 300;
  } catch (thrown) {
    onProblem("job.not-delivered", { app, name, error: messageOf(thrown) });
    return false;
  }
}

const statements = (db: Store) => ({
  get: db.prepare("SELECT * FROM jobs WHERE app = ? AND name = ?"),
  isThere: db.prepare("SELECT 1 FROM jobs WHERE id = ?"),
  put: db.prepare(
    "INSERT OR REPLACE INTO jobs (app, name, job, next, fired, expires, id) " +
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
  ),
  cancel: db.prepare("DELETE FROM jobs WHERE app = ? AND name = ?"),
  due: db.prepare("SELECT * FROM jobs WHERE next <= ? ORDER BY next LIMIT ?"),
  earliest: db.prepare("SELECT min(next) AS next FROM jobs WHERE next > ?"),
  remove: db.prepare("DELETE FROM jobs WHERE id = ?"),
  move: db.prepare("UPDATE jobs SET next = ?, fired = ? WHERE id = ?"),
});
