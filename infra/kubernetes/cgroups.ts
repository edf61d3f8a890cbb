import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ClusterError } from "./cluster-error.ts";

/**
 * The control groups of the machine. Everything that a cluster starts is born in a group of the
 * cluster and cannot leave it by forking, so the group is the list of what is to be ended: it needs
 * no file of process ids, and survives whoever wrote one.
 */
export interface Hierarchies {
  readonly version: 1 | 2;
  /** Where the group that lists the processes is. */
  readonly tracking: string;
  /** Where nodes account for their pods: the same group in each of them. */
  readonly accounting: readonly string[];
  /** Where else somebody may have made the group. */
  readonly others: readonly string[];
}

interface Mount {
  readonly where: string;
  readonly kind: string;
  readonly options: readonly string[];
}

/** What a node cannot do without. */
const controllersNeeded = ["cpu", "cpuacct", "cpuset", "memory", "pids"];
const idForm = /^nudge-[a-z0-9-]+-[A-Za-z0-9]{6}$/;
/** A process that was killed is gone when the kernel has taken its memory back. */
const triesMax = 200;
const pauseMs = 50;

/** Reads the hierarchies from a text in the form of /proc/self/mounts. */
export function hierarchiesOf(mounts: string): Hierarchies | undefined {
  const all = mounts.split("\n").flatMap((line): readonly Mount[] => {
    const [, where = "", kind = "", options = ""] = line.split(" ");
    return kind.startsWith("cgroup") ? [{ where, kind, options: options.split(",") }] : [];
  });
  const first = all.filter(({ kind }) => kind === "cgroup");
  const [second] = all.filter(({ kind }) => kind === "cgroup2");
  if (first.length === 0) {
    if (second === undefined) return undefined;
    return { version: 2, tracking: second.where, accounting: [second.where], others: [] };
  }
  const having = (controller: string) => first.find(({ options }) => options.includes(controller));
  const tracking = having("pids");
  if (tracking === undefined || !controllersNeeded.every((each) => having(each))) return undefined;
  const others = second === undefined ? [] : [second.where];
  return { version: 1, tracking: tracking.where, accounting: first.map((m) => m.where), others };
}

/** The hierarchies of this machine. */
export function hierarchies(): Hierarchies {
  const found = hierarchiesOf(readFileSync("/proc/self/mounts", "utf8"));
  if (found !== undefined) return found;
  throw new ClusterError(
    `control groups: ${controllersNeeded.join(", ")} are not all mounted; mount /sys/fs/cgroup`,
  );
}

/** The groups of one cluster. */
export interface ClusterGroups {
  /** Who writes its process id here belongs to the cluster. */
  readonly procs: string;
  /** What a node's kubelet is told: its group, the same in each hierarchy. */
  nodeRoot(at: number): string;
  processes(): readonly number[];
  /** Ends everything in the groups, and takes them away. Does nothing if there are none. */
  remove(): Promise<void>;
}

const daemons = "daemons";

/** Makes the groups of a cluster. */
export function makeGroups(id: string, nodes: number, machine = hierarchies()): ClusterGroups {
  const groups = groupsOf(id, machine);
  const names = [daemons, ...Array.from({ length: nodes }, (_, at) => `n${at}`)];
  for (const where of machine.accounting) {
    if (machine.version === 2) delegate(where);
    makeGroup(where, id);
    if (machine.version === 2) delegate(join(where, id));
    for (const name of names) makeGroup(join(where, id), name);
  }
  return groups;
}

/** The groups of a cluster as they were made, whatever is left of them. */
export function groupsOf(id: string, machine = hierarchies()): ClusterGroups {
  if (!idForm.test(id)) throw new ClusterError(`"${id}" names no group of a cluster`);
  const tracked = join(machine.tracking, id);
  const processes = () => foldersIn(tracked).flatMap((folder) => numbersIn(folder));
  return {
    procs: join(tracked, daemons, "cgroup.procs"),
    nodeRoot: (at) => `/${id}/n${at}`,
    processes,
    async remove() {
      for (let tries = 0; processes().length > 0; tries += 1) {
        if (tries === triesMax) {
          throw new ClusterError(
            `processes ${processes().join(", ")} of ${tracked} do not end; look at them with ps`,
          );
        }
        for (const pid of processes()) kill(pid, id);
        await setTimeout(pauseMs);
      }
      for (const where of [...machine.accounting, ...machine.others]) {
        await removeFolders(join(where, id));
      }
    },
  };
}

function makeGroup(parent: string, name: string): void {
  const folder = join(parent, name);
  mkdirSync(folder);
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    const value = readOr(join(parent, file), "");
    // Version 1 takes no process into a group that has no processors yet.
    if (value.trim() !== "") writeFileSync(join(folder, file), value);
  }
}

/** Version 2 counts in a group only what its parent was told to hand down. */
function delegate(folder: string): void {
  const there = readOr(join(folder, "cgroup.controllers"), "").trim().split(" ");
  const wanted = there.filter((each) => ["cpu", "cpuset", "memory", "pids", "io"].includes(each));
  writeFileSync(join(folder, "cgroup.subtree_control"), wanted.map((each) => `+${each}`).join(" "));
}

/** A number may have been given to somebody else since it was read: look again, then end it. */
function kill(pid: number, id: string): void {
  if (!readOr(`/proc/${pid}/cgroup`, "").includes(`:/${id}/`)) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch (thrown) {
    if (!hasCode(thrown, "ESRCH")) throw thrown;
  }
}

async function removeFolders(top: string): Promise<void> {
  for (const folder of foldersIn(top).toReversed()) {
    for (let tries = 0; ; tries += 1) {
      try {
        rmdirSync(folder);
        break;
      } catch (thrown) {
        if (hasCode(thrown, "ENOENT")) break;
        if (!hasCode(thrown, "EBUSY") || tries === triesMax) throw thrown;
        await setTimeout(pauseMs);
      }
    }
  }
}

/** A group and all groups in it, each after its parent. */
function foldersIn(top: string): readonly string[] {
  try {
    const inside = readdirSync(top, { withFileTypes: true }).filter((each) => each.isDirectory());
    return [top, ...inside.flatMap(({ name }) => foldersIn(join(top, name)))];
  } catch (thrown) {
    if (hasCode(thrown, "ENOENT")) return [];
    throw thrown;
  }
}

const numbersIn = (folder: string): readonly number[] =>
  readOr(join(folder, "cgroup.procs"), "")
    .split("\n")
    .filter((line) => line !== "")
    .map(Number);

/** A file of the kernel, which may have gone with what it was about. */
function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (["ENOENT", "ESRCH", "ENODEV", "EOPNOTSUPP"].some((code) => hasCode(thrown, code))) {
      return otherwise;
    }
    throw thrown;
  }
}

const hasCode = (thrown: unknown, code: string): boolean =>
  thrown instanceof Error && "code" in thrown && thrown.code === code;
