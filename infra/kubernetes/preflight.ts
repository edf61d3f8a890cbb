import { accessSync, constants, existsSync, readFileSync, statfsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { addressesOf, clustersMax, nodesMax, overlap } from "./addresses.ts";
import { type Hierarchies, hierarchiesOf } from "./cgroups.ts";
import { ClusterError } from "./cluster-error.ts";
import { command } from "./command.ts";
import { cableOf } from "./network.ts";
import type { Programs } from "./programs.ts";
import { checkName, recordsIn } from "./record.ts";

/** What the machine says of itself, as far as a cluster depends on it. */
export interface Facts {
  readonly system: string;
  readonly user: number;
  /** The rights of this process, as the kernel writes them. */
  readonly capabilities: bigint;
  /** Commands that are not there. */
  readonly missing: readonly string[];
  readonly hierarchies: Hierarchies | undefined;
  readonly canMakeGroups: boolean;
  /** Programs, or this code, that a node could not see. */
  readonly hidden: readonly string[];
  readonly diskMiB: number;
  readonly memoryMiB: number;
  readonly nodes: number;
  /** The first index that nobody uses. */
  readonly index: number | undefined;
  readonly base: string;
}

const commandsNeeded = ["ip", "ldd", "mount", "nsenter", "sh", "unshare"];
const packages = "iproute2, libc-bin, mount, util-linux";
/** By their numbers in the kernel's list. */
const rightsNeeded = { CAP_NET_ADMIN: 12n, CAP_SYS_ADMIN: 21n, CAP_SYS_CHROOT: 18n };
/** Images and their unpacked copies take 2.8 GiB of each node, the application's among them. */
const diskMiBMin = (nodes: number): number => 1_024 + nodes * 3 * 1_024;
/** 360 MiB were seen for the first node at rest, and pods come on top. */
const memoryMiBMin = (nodes: number): number => 1_024 + nodes * 512;
/** A node has its own. */
const hiddenFolders = ["/run/", "/var/run/", "/var/lib/", "/var/log/"];

/**
 * Looks whether a cluster can stand here, and changes nothing. Gives the index that is free. Throws
 * everything that is in the way, one line each with the way out.
 */
export async function preflight(options: {
  readonly name: string;
  readonly nodes: number;
  readonly base: string;
  /** @default not made yet */
  readonly programs?: Programs;
}): Promise<number> {
  checkName(options.name);
  const facts = await factsOf(options);
  const problems = problemsOf(facts);
  if (problems.length > 0) throw new ClusterError(problems.join("\n"));
  if (facts.index === undefined) throw new ClusterError("no range of addresses is free");
  return facts.index;
}

/** Everything that is in the way, with the way out. */
export function problemsOf(facts: Facts): readonly string[] {
  if (facts.system !== "linux") {
    return [`system: is ${facts.system}; nodes need Linux: use a virtual machine, or Docker`];
  }
  if (facts.user !== 0) {
    return ["user: is not root, who alone may make networks and mounts; run it with sudo"];
  }
  const lacking = Object.entries(rightsNeeded)
    .filter(([, bit]) => ((facts.capabilities >> bit) & 1n) === 0n)
    .map(([name]) => name);
  const { nodes, diskMiB, memoryMiB, missing, hidden } = facts;
  const [memoryMin, diskMin] = [memoryMiBMin(nodes), diskMiBMin(nodes)];
  return [
    ...(lacking.length === 0
      ? []
      : [`rights: root lacks ${lacking.join(", ")} here; run it on a machine, not in a container`]),
    ...(missing.length === 0
      ? []
      : [`commands: ${missing.join(", ")} are missing; install the packages ${packages}`]),
    ...groupProblems(facts),
    ...hidden.map(
      (path) =>
        `${path}: a node has its own ${hiddenFolders.join(" ")} and would not see it; move it`,
    ),
    ...(Number.isInteger(nodes) && nodes >= 1 && nodes <= nodesMax
      ? []
      : [`--nodes: is ${nodes}; 1 to ${nodesMax} are possible`]),
    ...(diskMiB >= diskMin
      ? []
      : [`disk: ${diskMiB} MiB are free at ${facts.base}; ${diskMin} are needed: make room`]),
    ...(memoryMiB >= memoryMin
      ? []
      : [`memory: ${memoryMiB} MiB are free; ${memoryMin} are needed: end other programs`]),
    ...(facts.index === undefined
      ? [
          `addresses: all of 10.200.0.0 to 10.${199 + clustersMax}.255.255 are in use; npm run cluster -- status shows by which clusters, ip route by what else`,
        ]
      : []),
  ];
}

function groupProblems({ hierarchies, canMakeGroups }: Facts): readonly string[] {
  if (hierarchies === undefined) {
    return [
      "control groups: cpu, cpuset, memory and pids are not all mounted under /sys/fs/cgroup; run it on a machine, not in a container",
    ];
  }
  if (canMakeGroups) return [];
  return [
    `control groups: ${hierarchies.tracking} cannot be written; a container needs it mounted writable`,
  ];
}

async function factsOf(options: {
  readonly nodes: number;
  readonly base: string;
  readonly programs?: Programs;
}): Promise<Facts> {
  const { nodes, base, programs } = options;
  const isLinux = process.platform === "linux";
  const missing = commandsNeeded.filter((each) => !isInPath(each));
  const hierarchies = isLinux ? hierarchiesOf(read("/proc/self/mounts")) : undefined;
  const folders = programs === undefined ? [] : Object.values<string>({ ...programs });
  const places = [...folders, import.meta.dirname, process.execPath, base];
  return {
    system: process.platform,
    user: process.getuid?.() ?? -1,
    capabilities: isLinux ? BigInt(`0x${field(read("/proc/self/status"), "CapEff") ?? "0"}`) : 0n,
    missing,
    hierarchies,
    canMakeGroups: hierarchies?.accounting.every(isWritable) ?? false,
    hidden: places.filter((path) => hiddenFolders.some((each) => path.startsWith(each))),
    diskMiB: freeMiB(base),
    memoryMiB: isLinux
      ? Math.floor(Number(field(read("/proc/meminfo"), "MemAvailable") ?? 0) / 1_024)
      : 0,
    nodes,
    index: isLinux && !missing.includes("ip") ? await freeIndex(base) : 0,
    base,
  };
}

/** The first index whose addresses and cable nobody has: neither a cluster nor anything else. */
async function freeIndex(base: string): Promise<number | undefined> {
  const taken = recordsIn(base).map(({ index }) => index);
  const used = rangesIn(await command("ip", ["-4", "route", "show", "table", "all"]));
  return Array.from({ length: clustersMax }, (_, index) => index).find(
    (index) =>
      !taken.includes(index) &&
      !existsSync(`/sys/class/net/${cableOf(index)}`) &&
      !used.some((range) => overlap(range, addressesOf(index).whole)),
  );
}

/** The ranges that `ip route` leads somewhere. The default leads everywhere, and is in nobody's way. */
export const rangesIn = (routes: string): readonly string[] =>
  [...routes.matchAll(/^(?:\w+ )?(\d+(?:\.\d+){3}(?:\/\d+)?)\b/gm)]
    .map(([, range = ""]) => range)
    .filter((range) => !range.startsWith("0.0.0.0"));

const read = (path: string): string => readFileSync(path, "utf8");

const field = (text: string, name: string): string | undefined =>
  new RegExp(`^${name}:\\s*(\\w+)`, "m").exec(text)?.[1];

function freeMiB(path: string): number {
  // It may still have to be made.
  if (!existsSync(path)) return freeMiB(dirname(path));
  const { bavail, bsize } = statfsSync(path);
  return Math.floor((bavail * bsize) / 2 ** 20);
}

const isInPath = (name: string): boolean =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => can(join(folder, name), constants.X_OK));

const isWritable = (path: string): boolean => can(path, constants.W_OK);

function can(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false; // Whatever the reason: it cannot be used.
  }
}
