import { dirname, join } from "node:path";
import type { Cluster } from "../../../infra/kubernetes/cluster.ts";
import { fullName } from "../../../infra/kubernetes/images/image.ts";
import { namespacesOf } from "../../../infra/kubernetes/namespaces.ts";
import { ctrArgs } from "../../../infra/kubernetes/node.ts";
import { readRecord } from "../../../infra/kubernetes/record.ts";
import { clusterPrograms } from "../../cluster-programs.ts";

/** Gives images that are on all nodes another name beside theirs: nothing is built, or brought. */
export async function tagImages(
  { name, folder }: Pick<Cluster, "name" | "folder">,
  pairs: readonly (readonly [from: string, to: string])[],
): Promise<void> {
  const { containerd } = await clusterPrograms(() => undefined, new AbortController().signal);
  const holders = readRecord(dirname(folder), name)?.holders?.nodes ?? [];
  if (holders.length === 0) throw new Error(`${name} has no node that runs`);
  for (const holder of holders) {
    const { run } = namespacesOf(holder, ["--net", "--mount"]);
    for (const names of pairs) {
      const tag = ["images", "tag", "--force", ...names.map(fullName)];
      await run(join(containerd, "ctr"), [...ctrArgs, ...tag]);
    }
  }
}
