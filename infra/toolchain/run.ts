import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** What a program said last: enough to see why it failed, little enough to be read. */
const lastLinesKept = 8;
/** The largest build takes a quarter of an hour on one slow processor. This is a hang. */
const withinMs = 2 * 60 * 60 * 1_000;
/** A compiler that was asked to stop needs a moment to take its own folders away. */
const patienceMs = 5_000;

export interface RunOptions {
  readonly cwd: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** A program that could not be started, or ended with a failure. Its message is for a person. */
export class RunFailed extends Error {
  override readonly name = "RunFailed";
}

/**
 * Runs a program to its end. When the signal comes, the program and all that it started are ended
 * before this throws the signal's reason.
 */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env = {}, signal }: RunOptions,
): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(command, [...args], {
    cwd,
    // What is told to a person, and compared in tests, is in one language.
    env: { ...process.env, LC_ALL: "C.UTF-8", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: the compilers that a build has started are ended with it.
    detached: true,
  });
  const lines: string[] = [];
  const keep = (line: string) => {
    if (line.trim() !== "") lines.push(line);
    if (lines.length > lastLinesKept) lines.shift();
  };
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", keep);

  const limit = AbortSignal.timeout(withinMs);
  const stop = stopOn(AbortSignal.any([signal, limit]), child.pid);
  const [code, died] = await endOf(command, child).finally(stop);
  signal.throwIfAborted();
  if (limit.aborted) throw new RunFailed(`${command} did not end within ${withinMs} ms`);
  if (code === 0) return;
  const how = code === null ? `was ended by ${died}` : `ended with ${code}`;
  throw new RunFailed([`${command} ${args[0] ?? ""} ${how}`, ...lines].join("\n  "));
}

type End = readonly [code: number | null, signal: string | null];

async function endOf(command: string, child: ReturnType<typeof spawn>): Promise<End> {
  try {
    const [code, signal] = await once(child, "close");
    return [code, signal];
  } catch (thrown) {
    const missing = thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
    throw new RunFailed(missing ? `${command} is not installed` : `${command}: ${String(thrown)}`);
  }
}

/** Ends the group when the signal comes: first asked, then forced. */
function stopOn(signal: AbortSignal, pid: number | undefined): () => void {
  if (pid === undefined) return () => undefined;
  let force: NodeJS.Timeout | undefined;
  const stop = () => {
    killGroup(pid, "SIGINT");
    force = setTimeout(() => killGroup(pid, "SIGKILL"), patienceMs);
  };
  signal.addEventListener("abort", stop, { once: true });
  return () => {
    clearTimeout(force);
    signal.removeEventListener("abort", stop);
  };
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (thrown) {
    const gone = thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH";
    if (!gone) throw thrown;
  }
}
