import { readFileSync } from "node:fs";
import { groupsOf } from "./cgroups.ts";
import { groupName, placesIn, serverOf } from "./cluster.ts";
import { isBeingMade, recordsIn } from "./record.ts";

/** One cluster of this machine. */
export interface ClusterStatus {
  readonly name: string;
  readonly nodes: number;
  /** `left behind`: somebody began it and was killed; `up` and `down` of its name take it away. */
  readonly state: "runs" | "being made" | "left behind";
  /** What its processes have for themselves, pods included. */
  readonly memoryMiB: number;
  readonly server: string;
  readonly kubeconfig: string;
}

/** Every cluster whose record lies in a folder. */
export const statusIn = (base: string): readonly ClusterStatus[] =>
  recordsIn(base).map((record) => {
    const processes = groupsOf(groupName(record)).processes();
    const isWhole = record.maker === undefined && processes.length > 0;
    const unfinished = isBeingMade(record) ? "being made" : "left behind";
    return {
      name: record.name,
      nodes: record.nodes,
      state: isWhole ? "runs" : unfinished,
      memoryMiB: Math.round(processes.reduce((sum, pid) => sum + ownKiB(pid), 0) / 1_024),
      server: serverOf(record),
      kubeconfig: placesIn(record.folder).kubeconfig("admin"),
    };
  });

function ownKiB(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^RssAnon:\s*(\d+)/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0; // It has ended since it was listed.
  }
}
