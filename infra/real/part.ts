import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isReady, type Ready } from "./ready.ts";

/** A real program, and how to start it. */
export interface ProgramStart {
  /** Names its log, and is named in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the path and the home folder; nothing else of our own variables reaches it. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly ready: Ready;
  /** What to do when it does not start. */
  readonly wayOut: string;
  /** Lower ones are needed by higher ones, which end first. @default 0 */
  readonly stage?: number;
  /** How it is asked to end. @default "SIGTERM" */
  readonly stopSignal?: NodeJS.Signals;
}

/** A real program that runs. */
export interface Part {
  readonly name: string;
  readonly stage: number;
  /** Throws when it does not run. */
  pid(): number;
  isRunning(): boolean;
  /** Sends a signal to it and to everything that it started. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it with -9 and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and insists after a while. */
  stop(): Promise<void>;
  /** Starts it again, as it was started, and waits until it is ready. */
  restart(): Promise<void>;
  ready(): Promise<void>;
  /** The last lines of its output. */
  lastWords(): string;
}

/** What a part needs of its supervisor. */
export interface Surroundings {
  readonly logs: string;
  readonly begun: (pid: number) => void;
  readonly ended: (pid: number) => void;
  readonly lost: (part: Part, why: string) => void;
}

/** A cold Java on a busy machine takes half of it; past this it hangs. */
const readyWithinMs = 120_000;
const lookEveryMs = 50;
/** What a service may take to finish what is in flight, and a little more. */
const stopWithinMs = 25_000;
const lastLinesMax = 12;

interface Run {
  readonly child: ChildProcess;
  readonly output: string[];
  /** Nobody is told of an end that was asked for. */
  expected: boolean;
}

/** Starts a program in a process group of its own. */
export function startPart(program: ProgramStart, around: Surroundings): Part {
  const { name, stage = 0, stopSignal = "SIGTERM" } = program;
  let run: Run | undefined;
  let wasReady = false;

  const begin = () => {
    wasReady = false;
    const begun = spawnInto(program, around);
    run = begun;
    begun.child.once("exit", () => {
      if (!begun.expected && wasReady) around.lost(part, `${name} ${endOf(begun)}`);
    });
  };
  const current = (): Run => {
    if (run === undefined) throw new Error(`${name}: was never started`);
    return run;
  };
  const endWith = async (signal: NodeJS.Signals) => {
    const { child } = current();
    if (!isAlive(child)) return;
    const gone = once(child, "exit");
    part.signal(signal);
    await gone;
  };
  const part: Part = {
    name,
    stage,
    pid: () => pidOf(current().child, name),
    isRunning: () => isAlive(current().child),
    signal: (signal) => {
      const { child } = current();
      if (isAlive(child)) process.kill(-pidOf(child, name), signal);
    },
    async kill() {
      current().expected = true;
      await endWith("SIGKILL");
    },
    async stop() {
      current().expected = true;
      // One that is paused hears nothing else.
      part.signal("SIGCONT");
      const insist = new AbortController();
      await Promise.race([
        endWith(stopSignal),
        setTimeout(stopWithinMs, undefined, { signal: insist.signal }).then(
          () => endWith("SIGKILL"),
          () => undefined,
        ),
      ]);
      insist.abort();
    },
    async restart() {
      if (part.isRunning()) throw new Error(`${name}: still runs; stop or kill it first`);
      begin();
      await part.ready();
    },
    async ready() {
      await untilReady(program, current(), part);
      wasReady = true;
    },
    lastWords: () => current().output.slice(-lastLinesMax).join("\n"),
  };
  begin();
  return part;
}

function spawnInto(
  { name, command, args, variables = {} }: ProgramStart,
  around: Surroundings,
): Run {
  const child = spawn(command, [...args], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables },
  });
  const { pid } = child;
  if (pid !== undefined) around.begun(pid);
  const output: string[] = [];
  // Opened at once: a program that cannot be started may be gone, its folder too, before a stream is open.
  const file = join(around.logs, `${name}.log`);
  const log = createWriteStream(file, { fd: openSync(file, "a") });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (piece: Buffer) => {
      log.write(piece);
      output.push(
        ...piece
          .toString("utf8")
          .split("\n")
          .filter((line) => line !== ""),
      );
      output.splice(0, output.length - linesKept);
    });
  }
  child.once("error", (error) => output.push(error.message));
  child.once("close", () => {
    if (pid !== undefined) around.ended(pid);
    log.end();
  });
  return { child, output, expected: false };
}

/** A line that is waited for may be some hundred lines back when it is looked for. */
const linesKept = 400;

async function untilReady(
  { name, ready, wayOut }: ProgramStart,
  run: Run,
  part: Part,
): Promise<void> {
  const until = performance.now() + readyWithinMs;
  const fail = (what: string) =>
    new Error(`${name} ${what}: ${wayOut}. Its last words:\n${part.lastWords()}`);
  for (;;) {
    // What it said last is complete only when its streams have ended.
    if (!isAlive(run.child)) {
      if (ready.kind === "end" && run.child.exitCode === 0) return;
      throw fail(endOf(run));
    }
    if (await isReady(ready, run.output)) return;
    if (performance.now() > until) throw fail(`is not ready after ${readyWithinMs / 1_000} s`);
    await setTimeout(lookEveryMs);
  }
}

const isAlive = (child: ChildProcess): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

const endOf = ({ child }: Run): string =>
  child.pid === undefined
    ? "cannot be started"
    : `ended with ${child.signalCode ?? child.exitCode ?? "nothing"}`;

function pidOf({ pid }: ChildProcess, name: string): number {
  if (pid === undefined) throw new Error(`${name}: does not run`);
  return pid;
}
