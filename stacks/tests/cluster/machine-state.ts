import { execFileSync } from "node:child_process";
import { globSync, readdirSync, readFileSync } from "node:fs";
import { processesWhere, toldOf } from "./machine-processes.ts";

/** What a cluster could leave on a machine. Others work on it too: only what is ours is listed. */
export function machineState(name: string): Readonly<Record<string, readonly string[]>> {
  const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");
  const mine = (line: string) => line.includes(`nudge-${name}-`);
  return {
    processes: processesWhere((each) =>
      ["cgroup", "cmdline"].some((file) => mine(toldOf(each, file))),
    )
      .map((each) => toldOf(each, "stat"))
      // "Z": it has ended, and waits for its parent, or the machine's first process, to hear of it.
      .filter((stat) => stat !== "" && !/\) Z /.test(stat)),
    mounts: linesOf(readFileSync("/proc/mounts", "utf8")).filter(
      (line) => mine(line) || line.includes("/run/netns"),
    ),
    groups: globSync(`/sys/fs/cgroup/*/nudge-${name}-*`),
    namespaces: linesOf(execFileSync("ip", ["netns", "list"], { encoding: "utf8" })),
    links: readdirSync("/sys/class/net").sort(),
    routes: linesOf(execFileSync("ip", ["route"], { encoding: "utf8" })),
    runtime: globSync("/run/{containerd,netns,flannel}/**"),
    library: globSync("/var/lib/{kubelet,containerd,cni,etcd}/**"),
  };
}
