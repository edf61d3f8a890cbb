import type { Programs } from "../infra/kubernetes/programs.ts";
import { ensure } from "../infra/toolchain/ensure.ts";
import { thisMachine } from "../infra/toolchain/machine.ts";
import type { ProgramName } from "../infra/toolchain/programs.ts";

/** Has the programs of a cluster made that are not here yet. Throws when one cannot be had. */
export async function clusterPrograms(
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<Programs> {
  const machine = thisMachine(process.env, { report, signal });
  const folder = async (name: ProgramName) => (await ensure(name, machine)).binFolder;
  // One after the other: a build takes all processors.
  return {
    kubernetes: await folder("kubernetes"),
    coredns: await folder("coredns"),
    metricsServer: await folder("metrics-server"),
    containerd: await folder("containerd"),
    cni: await folder("cni"),
    nftables: await folder("nftables"),
  };
}
