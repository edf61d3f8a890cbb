import { execFileSync } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import type { Part } from "../../../infra/real/part.ts";
import type { RealApplication } from "../../real-application.ts";
import type { Replica } from "../../real-replica.ts";
import type { Rng } from "../simulation/rng.ts";

/** What is done to a program. */
export type Harm =
  /** Ended with -9, and started again after a while. */
  | { readonly kind: "kill"; readonly awayMs: number }
  /** Stopped where it stands, and let go on after a while: it never hears of it. */
  | { readonly kind: "pause"; readonly forMs: number };

/** A program that can be harmed, under the name that it has for people. */
export interface Target {
  readonly name: string;
  readonly part: Part;
}

/** One fault of a run, before it happens. */
export interface Fault {
  readonly target: Target;
  readonly harm: Harm;
}

/** A fault that has happened. Times are milliseconds since the epoch. */
export interface Happened {
  readonly name: string;
  readonly beganMs: number;
  /** When the program was started again, or went on. */
  readonly healedMs: number;
  /** When it was ready again. */
  readonly readyMs: number;
}

export interface Severity {
  readonly awayMaxMs: number;
  readonly pauseMs: { readonly least: number; readonly most: number };
}

export const nameOf = ({ target, harm }: Fault): string =>
  harm.kind === "kill"
    ? `${target.name}: kill -9, away ${seconds(harm.awayMs)}`
    : `${target.name}: SIGSTOP for ${seconds(harm.forMs)}`;

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

/**
 * So many faults in an order of chance. Those below all others are hit both ways first, each of
 * the rest at most once each way.
 */
export function chosenFaults(
  rng: Rng,
  count: number,
  targets: { readonly below: readonly Target[]; readonly above: readonly Target[] },
  severity: Severity,
): readonly Fault[] {
  const both = (target: Target) => [
    { target, harm: harmOf("kill", rng, severity) },
    { target, harm: harmOf("pause", rng, severity) },
  ];
  const below = shuffled(rng, targets.below.flatMap(both));
  const above = shuffled(rng, targets.above.flatMap(both));
  // In a short run the programs above must not be crowded out.
  const most = Math.ceil(count / 2);
  const chosen = below.slice(0, most);
  return shuffled(rng, [...chosen, ...above.slice(0, count - chosen.length)]);
}

const harmOf = (kind: Harm["kind"], rng: Rng, { awayMaxMs, pauseMs }: Severity): Harm =>
  kind === "kill"
    ? { kind, awayMs: rng.below(awayMaxMs) }
    : { kind, forMs: pauseMs.least + rng.below(pauseMs.most - pauseMs.least) };

export function shuffled<Item>(rng: Rng, items: readonly Item[]): readonly Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(rng.below(left.length), 1));
}

/** Does it, and waits until the program is ready again. */
export async function commit(fault: Fault): Promise<Happened> {
  const { target, harm } = fault;
  const { part } = target;
  const beganMs = Date.now();
  switch (harm.kind) {
    case "kill": {
      await part.kill();
      await setTimeout(harm.awayMs);
      const healedMs = Date.now();
      await part.restart();
      return { name: nameOf(fault), beganMs, healedMs, readyMs: Date.now() };
    }
    case "pause": {
      await pausedFor(part, harm.forMs);
      const healedMs = Date.now();
      await part.ready();
      return { name: nameOf(fault), beganMs, healedMs, readyMs: Date.now() };
    }
    default:
      return harm satisfies never;
  }
}

/** PostgreSQL's workers are in groups of their own, so each process is told by itself. */
async function pausedFor(part: Part, ms: number): Promise<void> {
  const family = familyOf(part.pid());
  try {
    for (const pid of family) tell(pid, "SIGSTOP");
    await setTimeout(ms);
  } finally {
    for (const pid of family.toReversed()) tell(pid, "SIGCONT");
  }
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    // A worker may end by itself at any time.
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH")) throw thrown;
  }
}

/** A process and all that came from it, the eldest first. */
function familyOf(pid: number): readonly number[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = lines
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const childrenOf = Map.groupBy(pairs, ([, parent]) => parent);
  const family = [pid];
  // A list hands out what is added to it while it is gone through.
  for (const each of family) {
    for (const [child] of childrenOf.get(each) ?? []) if (child !== undefined) family.push(child);
  }
  return family;
}

/**
 * As a rollout does: a replica leaves the lists of those that are asked, ends what it has begun,
 * and its sidecar goes after it; both come anew, and are listed when they are ready.
 */
export async function replaced(
  replica: Replica,
  { leave, come }: Pick<RealApplication, "leave" | "come">,
): Promise<Happened> {
  const { name, service, sidecar } = replica;
  const beganMs = Date.now();
  leave(replica);
  await service.stop();
  await sidecar.stop();
  const healedMs = Date.now();
  await Promise.all([service.restart(), sidecar.restart()]);
  come(replica);
  return { name: `${name}: replaced`, beganMs, healedMs, readyMs: Date.now() };
}
