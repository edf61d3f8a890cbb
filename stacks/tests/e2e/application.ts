import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "../../../infra/real/ports.ts";
import { root } from "../../commands/root.ts";
import { newFolder } from "./folders.ts";

/** Address of an application that somebody else started; undefined: each suite starts its own. */
export const elsewhere = process.env.NUDGE_URL?.replace(/\/$/, "");

/** A slow machine that runs something else as well; past this the start hangs. */
const readyWithinMs = 30_000;
/** It may drain for 20 s; past this it hangs. */
const stoppedWithinMs = 30_000;

/** What is left of a process. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
  readonly errors: string;
}

/** A running application. */
export interface Application {
  readonly url: string;
  /** Empty when the application runs elsewhere. */
  readonly dataDir: string;
  readonly pid: number | undefined;
  /** From the start of the process to its "ready" line. */
  readonly readyAfterMs: number;
  /** What it has written to its error output so far. */
  errors(): string;
  /** Asks it to stop (SIGTERM) and waits for its end. */
  stop(): Promise<Ended>;
  /** Ends it with -9. */
  kill(): Promise<Ended>;
  /** Stops it, whatever it does. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts the application as `npm start` does and waits until it is ready, or takes NUDGE_URL's. */
export async function startApplication(options: StartOptions = {}): Promise<Application> {
  if (elsewhere !== undefined) return takenOver(elsewhere);
  const { dataDir = newFolder(), port = await freePort(), variables = {} } = options;
  const began = performance.now();
  const child = run({ PORT: String(port), DATA_DIR: dataDir, ...variables });
  const ended = endOf(child);
  await Promise.race([
    lineWith(child, "ready "),
    ended.then(({ code, errors }) => {
      throw new Error(`the application ended with ${code} before it was ready: ${errors}`);
    }),
    late(readyWithinMs, "the application is not ready"),
  ]);
  const readyAfterMs = performance.now() - began;
  const endWith = (signal: "SIGTERM" | "SIGKILL") => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return Promise.race([ended, late(stoppedWithinMs, `the application ignores ${signal}`)]);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    pid: child.pid,
    readyAfterMs,
    errors: () => written(child).errors,
    stop: () => endWith("SIGTERM"),
    kill: () => endWith("SIGKILL"),
    async close() {
      try {
        await endWith("SIGTERM");
      } finally {
        child.kill("SIGKILL");
      }
    },
  };
}

/** Runs the application with variables that should end it, and gives what it said. */
export async function runToItsEnd(variables: Readonly<Record<string, string>>): Promise<Ended> {
  const child = run(variables);
  try {
    return await Promise.race([endOf(child), late(readyWithinMs, "the application goes on")]);
  } finally {
    child.kill("SIGKILL");
  }
}

const takenOver = (url: string): Application => ({
  url,
  dataDir: "",
  pid: undefined,
  readyAfterMs: 0,
  errors: () => "",
  stop: () => Promise.reject(new Error("NUDGE_URL: not ours to stop")),
  kill: () => Promise.reject(new Error("NUDGE_URL: not ours to kill")),
  close: () => Promise.resolve(),
});

/** Only what it is told, and nothing of the test runner's own variables. */
function run(variables: Readonly<Record<string, string>>): ChildProcess {
  const commands = join(root, "stacks", "commands");
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--import",
      join(commands, "leash.mjs"),
      join(commands, "start.ts"),
    ],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables },
    },
  );
  const text = { output: "", errors: "" };
  texts.set(child, text);
  child.stdout?.on("data", (piece) => {
    text.output += String(piece);
  });
  child.stderr?.on("data", (piece) => {
    text.errors += String(piece);
  });
  return child;
}

const texts = new WeakMap<ChildProcess, { output: string; errors: string }>();
const written = (child: ChildProcess) => texts.get(child) ?? { output: "", errors: "" };

async function endOf(child: ChildProcess): Promise<Ended> {
  await once(child, "close");
  return { code: child.exitCode, signal: child.signalCode, ...written(child) };
}

const lineWith = (child: ChildProcess, words: string): Promise<void> =>
  new Promise((resolve) => {
    child.stdout?.on("data", () => {
      if (written(child).output.includes(words)) resolve();
    });
  });

/** Rejects after a while; it does not keep the process alive. */
const late = (ms: number, what: string): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${what} after ${ms / 1_000} s`)), ms).unref();
  });
