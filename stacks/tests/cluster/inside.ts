import { execFile } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { processesWhere, toldOf } from "./machine-processes.ts";
import type { Pod } from "./pods.ts";

// Nodes are namespaces of this machine, so their processes are seen from here.

/** The processes of a container, by the control group that has its id. */
export function processesOf(pod: Pod, container: string): readonly number[] {
  const id = pod.containers.find(({ name }) => name === container)?.id ?? "";
  if (id === "") throw new Error(`${pod.name} has no container "${container}" that runs`);
  return processesWhere((each) => toldOf(each, "cgroup").includes(id));
}

/** Some process of a pod: all of them share its network. */
export function anyProcessOf(pod: Pod): number {
  const [first] = pod.containers.filter(({ id }) => id !== "");
  const [process] = first === undefined ? [] : processesOf(pod, first.name);
  if (process === undefined) throw new Error(`no process of ${pod.name} runs`);
  return process;
}

/** Ends all processes of a container at once, as a kernel without memory does. */
export function killContainer(pod: Pod, container: string): void {
  const processes = processesOf(pod, container);
  if (processes.length === 0) throw new Error(`no process of ${container} runs in ${pod.name}`);
  for (const each of processes) process.kill(each, "SIGKILL");
}

/** A port that a pod listens at for others, TCP only. */
export function portsOf(pod: Pod): readonly number[] {
  const process = anyProcessOf(pod);
  const lines = ["tcp", "tcp6"].flatMap((file) =>
    toldOf(process, `net/${file}`).split("\n").slice(1),
  );
  const ports = lines.flatMap((line) => {
    const [, local = "", , state] = line.trim().split(/\s+/);
    const [address = "", port = ""] = local.split(":");
    return state === listens && !isLoopback(address) ? [Number.parseInt(port, 16)] : [];
  });
  return [...new Set(ports)].sort((a, b) => a - b);
}

const listens = "0A";
/** The kernel writes each four bytes the other way round. */
const isLoopback = (address: string) =>
  /^[0-9A-F]{6}7F$/.test(address) || address === "00000000000000000000000001000000";

/** One request that is sent from inside a pod. */
export interface InsideAsk {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
const answersForm = z.array(z.object({ status: z.number(), text: z.string() }));

/** What the answer was; status 0: there was none, and the text says why. */
export type InsideAnswer = z.output<typeof answersForm>[number];

/** Sends requests from inside a pod, all at once: what it hears on its loopback answers too. */
export const askFrom = async (
  pod: Pod,
  asks: readonly InsideAsk[],
): Promise<readonly InsideAnswer[]> => answersForm.parse(await runInside(pod, { asks }));

/** `address:port`. */
export type Place = `${string}:${number}`;

/** Whether a way is open: somebody answered, be it with a refusal, or packets were swallowed. */
const triedForm = z.record(z.string(), z.enum(["open", "refused", "silent"]));
export type Tried = z.output<typeof triedForm>;

/** Tries to connect from inside a pod, everywhere at once. */
export const connectFrom = async (
  pod: Pod,
  places: readonly Place[],
  patienceMs: number,
): Promise<Tried> => triedForm.parse(await runInside(pod, { places, patienceMs }));

/** Runs the small program of these tests in the network of a pod. */
async function runInside(pod: Pod, input: unknown): Promise<unknown> {
  const program = join(import.meta.dirname, "from-inside.mjs");
  const into = ["--target", String(anyProcessOf(pod)), "--net", "--"];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = execFile(
    "nsenter",
    [...into, process.execPath, program],
    { maxBuffer: outputBytesMax, timeout: endsWithinMs },
    (error, stdout, stderr) =>
      error ? reject(new Error(stderr || error.message)) : resolve(stdout),
  );
  child.stdin?.end(JSON.stringify(input));
  return JSON.parse(await promise);
}

const outputBytesMax = 16 << 20;
/** On a busy machine the start of a program alone takes seconds. */
const endsWithinMs = 60_000;
