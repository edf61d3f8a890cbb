import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { command } from "./command.ts";

/**
 * Namespaces of Linux, held by a process that only sleeps. What is mounted, routed or filtered
 * inside is seen by nobody else, and goes with the last process inside.
 */
export interface Namespaces {
  readonly holder: number;
  /** Runs a program inside to its end. */
  run(
    file: string,
    args: readonly string[],
    input?: string | AsyncIterable<Uint8Array>,
  ): Promise<string>;
}

/** Becomes a member of the group, then whatever follows. The process id stays the same. */
const joinGroup = 'echo $$ >"$0" && exec "$@"';
/** A node's own folders, under the names that everything in Kubernetes expects. */
const ownFolders = ["/var/lib", "/var/log"];

/** A network without anything else: the cable between machines. */
export async function makeSwitch(procs: string): Promise<Namespaces> {
  return hold(procs, ["--net"], []);
}

/** A machine of its own: network, `/run`, `/var/lib` and `/var/log`, the latter two in a folder. */
export async function makeMachine(procs: string, folder: string): Promise<Namespaces> {
  const binds = ownFolders.map((each) => {
    const own = ownFolder(folder, each);
    mkdirSync(own, { recursive: true });
    return `mount --bind '${own}' ${each}`;
  });
  const steps = [...binds, "mount -t tmpfs -o mode=755 none /run", "mkdir /run/netns /run/lock"];
  return hold(procs, ["--net", "--mount"], steps);
}

/** Where what a machine has under a name lies in its folder. */
export const ownFolder = (folder: string, name: string): string =>
  join(folder, name.slice(1).replaceAll("/", "-"));

/** The namespaces that a process holds. */
export const namespacesOf = (holder: number, kinds: readonly string[]): Namespaces => ({
  holder,
  run: (file, args, input) =>
    command("nsenter", [...entering(holder, kinds), file, ...args], input),
});

const entering = (holder: number, kinds: readonly string[]): readonly string[] => [
  ...["--target", String(holder), ...kinds, "--wd=/", "--"],
];

async function hold(
  procs: string,
  kinds: readonly string[],
  steps: readonly string[],
): Promise<Namespaces> {
  // What it prints says that all steps are done: nobody enters before.
  const script = [...steps, "echo", "exec sleep infinity >/dev/null 2>&1"].join(" && ");
  const child = spawn("sh", ["-c", joinGroup, procs, "unshare", ...kinds, "sh", "-c", script], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const begun = once(child.stdout, "data").then(() => true);
  const ended = once(child, "exit").then(() => false);
  if (!(await Promise.race([begun, ended])) || child.pid === undefined) {
    throw new Error(`namespaces cannot be made: ${(await text(child.stderr)).trim()}`);
  }
  child.unref();
  return namespacesOf(child.pid, kinds);
}

/** A program that runs inside a machine until it is ended with the cluster. */
export interface Daemon {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}

/** Starts a program inside a machine. It outlives us; its output goes into the log. */
export function startDaemon(
  { name, file, args }: Daemon,
  machine: Namespaces,
  {
    procs,
    logs,
    path,
    lost,
  }: {
    readonly procs: string;
    readonly logs: string;
    readonly path: string;
    readonly lost: (name: string, how: string) => void;
  },
): void {
  const log = openSync(join(logs, `${name}.log`), "a");
  const inside = entering(machine.holder, ["--net", "--mount"]);
  const child = spawn("sh", ["-c", joinGroup, procs, "nsenter", ...inside, file, ...args], {
    detached: true,
    stdio: ["ignore", log, log],
    env: { PATH: path, HOME: "/root", LC_ALL: "C.UTF-8" },
  });
  closeSync(log);
  child.once("error", (error) => lost(name, error.message));
  child.once("exit", (code, signal) => lost(name, `ended with ${signal ?? code ?? "nothing"}`));
  child.unref();
}
