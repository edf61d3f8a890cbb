import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** What is asked to end and has not after this time is ended. */
const patienceMs = 5_000;
const lookEveryMs = 100;

/** Real programs of one test: they end with it, each by its own id. */
export interface Processes {
  start(name: string, command: string, args: readonly string[]): void;
  /** Tries until it works. Throws what it threw last, or that a program has ended. */
  until<Result>(what: string, seconds: number, work: () => Promise<Result>): Promise<Result>;
  end(): Promise<void>;
}

/** Logs go into the folder, one file a program. */
export function processesIn(folder: string): Processes {
  const started = new Map<string, ChildProcess>();
  return {
    start(name, command, args) {
      const log = openSync(join(folder, `${name}.log`), "w");
      started.set(name, spawn(command, [...args], { stdio: ["ignore", log, log] }));
    },
    async until(what, seconds, work) {
      const until = performance.now() + seconds * 1_000;
      for (;;) {
        try {
          return await work();
        } catch (thrown) {
          const [dead] = [...started].filter(([, child]) => child.exitCode !== null);
          if (dead !== undefined) throw new Error(`${dead[0]} has ended; ${folder}/${dead[0]}.log`);
          if (performance.now() > until) throw new Error(`gave up: ${what}`, { cause: thrown });
          await setTimeout(lookEveryMs);
        }
      }
    },
    async end() {
      // The last one needs the ones before it.
      for (const child of [...started.values()].reverse()) await endOne(child);
    },
  };
}

async function endOne(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const force = globalThis.setTimeout(() => child.kill("SIGKILL"), patienceMs);
  await ended;
  clearTimeout(force);
}
