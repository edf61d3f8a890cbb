import { Agent, request } from "node:http";
import { WebSocket } from "ws";
import { z } from "zod";
import { messageOf } from "../../services/shared/kit/errors.ts";
import { givenTask } from "./given-tasks.ts";
import { type LoadJob, type LoadResult, loadJob, type Measured } from "./load-jobs.ts";
import { repeated, timed, together } from "./measure.ts";

// A process of its own: what it costs to ask must not slow the one who answers. It is given jobs
// by its parent, one at a time, and ends with it.

/** Whoever hears nothing within this time waits in vain. */
const patienceMs = 60_000;
const lookEveryMs = 20;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const created = z.object({ id: z.string() });
const trail = z.object({
  items: z.array(z.object({ aggregate_id: z.string() })),
  complete: z.boolean(),
  last_seq: z.number(),
});
const frame = z.looseObject({ type: z.string(), aggregate_id: z.string().optional() });

process.on("message", (message) => {
  const answer = (result: LoadResult) => process.send?.(result);
  done(loadJob.parse(message)).then(answer, (thrown: unknown) =>
    answer({ error: messageOf(thrown) }),
  );
});
process.once("disconnect", () => process.exit(0));

function done(job: LoadJob): Promise<Measured> {
  switch (job.kind) {
    case "create":
      return creates(job);
    case "get":
      return oneByOne(job.count, () => ok(job, "GET", job.path));
    case "audit":
      return oneByOne(job.count, (i) => untilInTrail(job, job.from + i));
    case "change":
      return untilHeard(job);
    case "settle":
      return oneByOne(1, () => untilComplete(job));
    default:
      throw new Error(`no such job: ${job satisfies never}`);
  }
}

type Who = Pick<LoadJob, "url" | "token">;
type Creates = Extract<LoadJob, { kind: "create" }>;

async function creates({ from, count, inFlight, ...who }: Creates): Promise<Measured> {
  const ms: number[] = [];
  let refused = 0;
  const seconds = await together(count, inFlight, async (i) => {
    const took = await timed(async () => {
      const { status } = await ask(who, "POST", "/api/tasks", givenTask(from + i));
      if (status !== 201) refused++;
    });
    ms.push(took);
  });
  return { ms, seconds, refused };
}

async function oneByOne(
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<Measured> {
  const from = performance.now();
  const ms = await repeated(count, work);
  return { ms, seconds: (performance.now() - from) / 1_000, refused: 0 };
}

const newTask = async (who: Who, index: number): Promise<string> =>
  created.parse(JSON.parse(await ok(who, "POST", "/api/tasks", givenTask(index)))).id;

async function untilInTrail(who: Who, index: number): Promise<void> {
  const id = await newTask(who, index);
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    // The newest entry only: a filter would read the whole trail, and measure that instead.
    const page = trail.parse(JSON.parse(await ok(who, "GET", "/api/audit?limit=1")));
    if (page.items[0]?.aggregate_id === id) return;
  }
  throw new Error(`the audit trail has nothing of ${id} after ${patienceMs / 1_000} s`);
}

async function untilComplete({ count, ...who }: Extract<LoadJob, { kind: "settle" }>) {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const page = trail.parse(JSON.parse(await ok(who, "GET", "/api/audit?limit=1")));
    if (page.complete && page.last_seq >= count) return;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  throw new Error(`the audit trail is not complete after ${patienceMs / 1_000} s`);
}

/** Each task's moments: the change may be heard before the create is answered. */
async function untilHeard(job: Extract<LoadJob, { kind: "change" }>): Promise<Measured> {
  const heard = new Map<string, number>();
  const wakes = new Map<string, () => void>();
  const socket = await openWindow(job, (id) => {
    heard.set(id, performance.now());
    wakes.get(id)?.();
  });
  const ms: number[] = [];
  const from = performance.now();
  for (let i = 0; i < job.count; i++) {
    const sent = performance.now();
    const id = await newTask(job, job.from + i);
    if (!heard.has(id)) await wakeOf(id, wakes);
    ms.push((heard.get(id) ?? Number.NaN) - sent);
  }
  socket.close();
  return { ms, seconds: (performance.now() - from) / 1_000, refused: 0 };
}

const wakeOf = (id: string, wakes: Map<string, () => void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no window heard of ${id}`));
    const timer = setTimeout(late, patienceMs);
    wakes.set(id, () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** A window that is known, and says the id of each task that it hears of. */
function openWindow({ url, token }: Who, hear: (id: string) => void): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/sync`);
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("open", () => socket.send(JSON.stringify({ type: "auth", token })));
    socket.on("message", (data) => {
      const { type, aggregate_id } = frame.parse(JSON.parse(String(data)));
      if (type === "ready") resolve(socket);
      if (type === "change" && aggregate_id !== undefined) hear(aggregate_id);
    });
  });
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function ok(who: Who, method: string, path: string, body?: unknown): Promise<string> {
  const { status, text } = await ask(who, method, path, body);
  if (status < 300) return text;
  throw new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`);
}

function ask({ url, token }: Who, method: string, path: string, body?: unknown): Promise<Answer> {
  const payload = body === undefined ? "" : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    "content-length": Buffer.byteLength(payload),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  return new Promise((resolve, reject) => {
    const options = { agent, method, headers, timeout: patienceMs };
    const outgoing = request(new URL(path, url), options, (incoming) => {
      const pieces: Buffer[] = [];
      incoming.on("data", (piece: Buffer) => pieces.push(piece));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(pieces).toString() }),
      );
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer")));
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}
