import { fork } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { type ApiProcess, startApi } from "./api-process.ts";
import { inFolder } from "./folder.ts";
import { rareWord } from "./given-tasks.ts";
import type { Group, Run } from "./group.ts";
import { type LoadJob, loadResult, type Measured } from "./load-jobs.ts";
import type { Figure, Target } from "./report.ts";
import { percentile } from "./statistics.ts";

const inFlight = 16;
const bytesPerMb = 1_000_000;
const atMost = (value: number): Target => ({ kind: "at most", value });

const questions = {
  list: "/api/tasks",
  search: `/api/tasks?search=${rareWord}`,
  "priority, tags and sort": "/api/tasks?priority=high,urgent&tags=home&sort_by=due_date",
} as const;

/** The whole application as its users meet it. */
export const api: Group = {
  says: "The process of `npm start` and a load client, two processes, over kept-alive HTTP.",
  run: (how) =>
    inFolder(async (folder) => {
      const first = await startApi(folder);
      const client = loadClient();
      const figures = await measured(first, client, how).finally(() => {
        client.end();
        return first.stop();
      });
      how.progress("the second start");
      const second = await startApi(folder);
      await second.stop();
      const seconds = second.readyAfterMs / 1_000;
      return [
        ...figures,
        { name: "second start to ready", value: seconds, unit: "s", target: atMost(3) },
      ];
    }),
};

async function measured(
  { url, rssBytes }: ApiProcess,
  client: LoadClient,
  { mode, progress }: Run,
): Promise<Figure[]> {
  const [tasks, times] = mode === "quick" ? [1_000, 100] : [10_000, 500];
  progress("warming up with another guest");
  const warm = { url, token: await guest(url) };
  await client.does({ kind: "create", ...warm, from: 0, count: times, inFlight });
  for (const path of Object.values(questions)) {
    await client.does({ kind: "get", ...warm, path, count: times });
  }
  const who = { url, token: await guest(url) };

  progress(`${tasks} creates, ${inFlight} in flight`);
  const flood = await client.does({ kind: "create", ...who, from: 0, count: tasks, inFlight });
  const afterFlood = rssBytes();
  await client.does({ kind: "settle", ...who, count: tasks });

  progress(`${times} creates, one after another`);
  const create = await client.does({
    kind: "create",
    ...who,
    from: tasks,
    count: times,
    inFlight: 1,
  });
  const at = tasks.toLocaleString("en-US");
  const figures: Figure[] = [
    ...percentiles(`create at ${at}`, create, atMost(3)),
    {
      name: `creates, ${inFlight} in flight`,
      value: tasks / flood.seconds,
      unit: "/s",
      target: { kind: "at least", value: 1_000 },
    },
    { name: "creates refused", value: flood.refused + create.refused, unit: "", target: atMost(0) },
  ];
  for (const [name, path] of Object.entries(questions)) {
    progress(`${name}, ${times} times`);
    const asked = await client.does({ kind: "get", ...who, path, count: times });
    figures.push(...percentiles(`${name} at ${at}`, asked, atMost(6)));
  }
  for (const kind of ["audit", "change"] as const) {
    progress(`create -> ${kind}, ${times} times`);
    const from = tasks + (kind === "audit" ? 1 : 2) * times;
    const told = await client.does({ kind, ...who, from, count: times });
    const name = kind === "audit" ? "create -> audit trail" : "create -> change at a window";
    figures.push(...percentiles(name, told));
  }
  const most = Math.max(afterFlood, rssBytes());
  const memory = { value: most / bytesPerMb, unit: "MB", target: atMost(250) };
  return [...figures, { name: "memory of the process", ...memory }];
}

const percentiles = (name: string, { ms }: Measured, p50?: Target): Figure[] => [
  {
    name: `${name} p50`,
    value: percentile(ms, 0.5),
    unit: "ms",
    ...(p50 ? { target: p50 } : {}),
  },
  { name: `${name} p95`, value: percentile(ms, 0.95), unit: "ms" },
];

interface LoadClient {
  does(job: LoadJob): Promise<Measured>;
  end(): void;
}

/** Starts the client; it takes one job at a time. */
function loadClient(): LoadClient {
  const child = fork(join(import.meta.dirname, "load-client.ts"), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const ended = new Promise<never>((_, reject) => {
    child.once("exit", (code) =>
      reject(new Error(`the load client ended with ${code}: its reason is above`)),
    );
  });
  // Whoever waits for a job hears of it; without one its end is as it should be.
  ended.catch(() => undefined);
  return {
    async does(job) {
      const answered = new Promise<unknown>((resolve) => {
        child.once("message", resolve);
      });
      child.send(job);
      const message = await Promise.race([answered, ended]);
      const result = loadResult.parse(message);
      if ("error" in result) throw new Error(`${job.kind}: ${result.error}`);
      return result;
    },
    end: () => {
      if (child.connected) child.disconnect();
    },
  };
}

const tokenForm = z.object({ token: z.string() });

/** The token of a new guest. */
async function guest(url: string): Promise<string> {
  const entered = await fetch(`${url}/api/auth/sign-in/anonymous`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  if (!entered.ok) throw new Error(`a guest is refused: ${entered.status} ${await entered.text()}`);
  const cookie = entered.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  const answer = await fetch(`${url}/api/auth/token`, { headers: { cookie: cookie.join("; ") } });
  return tokenForm.parse(await answer.json()).token;
}
