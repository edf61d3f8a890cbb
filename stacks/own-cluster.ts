import { dirname, join } from "node:path";
import { type Cluster, openCluster } from "../infra/kubernetes/cluster.ts";
import { ClusterError } from "../infra/kubernetes/cluster-error.ts";
import { readRecord } from "../infra/kubernetes/record.ts";
import { cacheOf } from "../infra/toolchain/machine.ts";
import { clusterPrograms } from "./cluster-programs.ts";

/** The name that nobody has to say. */
export const clusterNameUsual = "nudge";

/** Where clusters of this machine are kept: beside the toolchain's programs, and not in a clone. */
export const clustersFolder = (): string =>
  join(dirname(cacheOf(process.env.NUDGE_CACHE)), "clusters");

/** The cluster of this machine that has a name. Throws when it does not run. */
export async function ownCluster(
  name: string,
  ports: { readonly report: (line: string) => void; readonly signal: AbortSignal },
): Promise<Cluster> {
  const record = readRecord(clustersFolder(), name);
  if (record === undefined) {
    throw new ClusterError(`there is no cluster ${name}; npm run cluster -- up --name ${name}`);
  }
  return openCluster(record, await clusterPrograms(ports.report, ports.signal));
}
