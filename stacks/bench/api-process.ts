import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "../../infra/real/ports.ts";
import { root } from "../commands/root.ts";

/** A start that takes longer hangs. */
const readyWithinMs = 60_000;
/** It may drain for 20 s; past this it hangs. */
const stoppedWithinMs = 30_000;

/** The application in a process of its own, as `npm start` runs it. */
export interface ApiProcess {
  readonly url: string;
  readonly readyAfterMs: number;
  /** Memory that the process holds now. */
  rssBytes(): number;
  stop(): Promise<void>;
}

/** Starts the application on a folder and waits for its "ready". */
export async function startApi(folder: string): Promise<ApiProcess> {
  const port = await freePort();
  const from = performance.now();
  const child = spawn(process.execPath, command, {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      DATA_DIR: folder,
      RATE_LIMIT: "off",
    },
  });
  const ended = once(child, "exit");
  await Promise.race([
    ready(child),
    ended.then(([code]) => {
      throw new Error(`the application ended with ${code} before it was ready: see above`);
    }),
    late(readyWithinMs, "the application is not ready").finally(() => child.kill("SIGKILL")),
  ]);
  const readyAfterMs = performance.now() - from;
  return {
    url: `http://127.0.0.1:${port}`,
    readyAfterMs,
    rssBytes: () => rssBytesOf(child),
    async stop() {
      child.kill("SIGTERM");
      const cut = setTimeout(() => child.kill("SIGKILL"), stoppedWithinMs);
      await ended;
      clearTimeout(cut);
    },
  };
}

/** The flags of the verb "start"; the leash ends it when this process is killed. */
const command = [
  "--disable-warning=ExperimentalWarning",
  "--max-semi-space-size=8",
  "--import",
  join(root, "stacks", "commands", "leash.mjs"),
  join(root, "stacks", "commands", "start.ts"),
];

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    let text = "";
    child.stdout?.on("data", (piece) => {
      text += String(piece);
      if (text.includes("ready ")) resolve();
    });
  });

/** Rejects after a while; it does not keep the process alive. */
const late = (ms: number, what: string): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${what} after ${ms / 1_000} s`)), ms).unref();
  });

function rssBytesOf({ pid }: ChildProcess): number {
  const kilobytes = execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(kilobytes) * 1_024;
}
