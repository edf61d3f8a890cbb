import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Part, type ProgramStart, type Surroundings, startPart } from "./part.ts";

/** Real programs of one machine, and one folder for all their data. */
export interface Supervisor {
  /** Goes with the supervisor. */
  readonly folder: string;
  readonly logs: string;
  /** Starts a program and waits until it is ready. Throws what it said last, and the way out. */
  start(program: ProgramStart): Promise<Part>;
  /** Runs a program to its end. Throws what it said last when that was not well. */
  run(program: Omit<ProgramStart, "ready">): Promise<void>;
  /** Ends the parts in the opposite order of their start, then everything else. */
  close(): Promise<void>;
}

export interface SupervisorOptions {
  /** Where logs stay. @default the supervisor's own folder, so that they go with it */
  readonly logs?: string;
  /** Hears of a part that ended although nobody asked it to. */
  readonly onLost?: (part: Part, why: string) => void;
}

/** Opens a supervisor. Whatever becomes of this process, nothing that it started stays. */
export async function openSupervisor(options: SupervisorOptions = {}): Promise<Supervisor> {
  const warden = await startWarden();
  const logs = options.logs ?? join(warden.folder, "logs");
  mkdirSync(logs, { recursive: true });
  const parts: Part[] = [];
  let isOpen = true;
  const around: Surroundings = {
    logs,
    begun: (pid) => warden.tell(`+${pid}`),
    ended: (pid) => warden.tell(`-${pid}`),
    lost: (part, why) => options.onLost?.(part, why),
  };
  return {
    folder: warden.folder,
    logs,
    async start(program) {
      if (!isOpen) throw new Error(`${program.name}: not started, for all ends`);
      const part = startPart(program, around);
      parts.push(part);
      await part.ready();
      return part;
    },
    async run(program) {
      if (!isOpen) throw new Error(`${program.name}: not started, for all ends`);
      const part = startPart({ ...program, ready: { kind: "end" } }, around);
      await part.ready();
    },
    async close() {
      isOpen = false;
      const stages = Map.groupBy(parts, ({ stage }) => stage);
      for (const [, stage] of [...stages].sort(([a], [b]) => b - a)) {
        await Promise.all(stage.map((part) => part.stop()));
      }
      await warden.end();
    },
  };
}

async function startWarden() {
  const child = spawn(process.execPath, [join(import.meta.dirname, "warden.ts")], {
    // In a session of its own: Ctrl-C in a terminal and the end of our group do not reach it.
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [folder] = await Promise.race([
    once(lines, "line"),
    gone.then(([code]) => {
      throw new Error(`the warden of real programs ended with ${String(code)}: see above`);
    }),
  ]);
  // It may end before us only when somebody kills it; what we tell it then is lost, and no error.
  child.stdin.on("error", () => undefined);
  return {
    folder: String(folder),
    tell: (line: string) => child.stdin.write(`${line}\n`),
    async end() {
      child.stdin.end();
      await gone;
    },
  };
}
