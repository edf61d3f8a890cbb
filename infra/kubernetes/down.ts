import { existsSync } from "node:fs";
import { addressesOf } from "./addresses.ts";
import { groupsOf } from "./cgroups.ts";
import { groupName } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { command } from "./command.ts";
import { cableOf } from "./network.ts";
import { type ClusterRecord, deleteRecord, isBeingMade, readRecord } from "./record.ts";
import { until } from "./wait.ts";

/** The kernel takes a network apart some moments after its last process. */
const networkGoesWithinMs = 10_000;

/** Ends the cluster of a name, whoever began it and whatever became of them. Says if there was one. */
export async function down(base: string, name: string): Promise<"ended" | "absent"> {
  const record = readRecord(base, name);
  if (record === undefined) return "absent";
  if (isBeingMade(record) && record.maker?.pid !== process.pid) {
    throw new ClusterError(`${name} is being made by process ${record.maker?.pid}; end that first`);
  }
  await end(base, record);
  return "ended";
}

/**
 * Ends everything that a record names: processes by their control groups; namespaces, mounts and
 * cables go with the last process in them; groups; folder; at last the record, so that a broken off
 * end can be ended again.
 */
export async function end(base: string, record: ClusterRecord): Promise<void> {
  await groupsOf(groupName(record)).remove();
  await untilCableIsGone(record.index);
  deleteRecord(base, record);
}

async function untilCableIsGone(index: number): Promise<void> {
  const cable = cableOf(index);
  const isGone = async () => !existsSync(`/sys/class/net/${cable}`);
  const { host } = addressesOf(index);
  const signal = AbortSignal.timeout(2 * networkGoesWithinMs);
  try {
    await until(`${cable} goes`, isGone, { withinMs: networkGoesWithinMs, signal });
  } catch (thrown) {
    if (!(thrown instanceof ClusterError)) throw thrown;
    // Ours or not: only ours has that address.
    const addresses = await command("ip", ["-4", "addr", "show", "dev", cable]);
    if (!addresses.includes(`inet ${host}/`)) return;
    await command("ip", ["link", "del", cable]);
  }
}
