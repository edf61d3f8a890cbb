import type { Cluster } from "../cluster.ts";
import { entrance } from "../objects/entrance.ts";
import { until } from "../wait.ts";

/** Its image is there already: only a program of Node has to start. */
const withinMs = 60_000;
const answerWithinMs = 1_000;

/** Opens the entrance of a cluster that has its image. Gives the address when it answers. */
export async function openEntrance(
  { api, addresses, nodes }: Cluster,
  signal: AbortSignal,
): Promise<string> {
  const [first = ""] = nodes;
  for (const object of entrance(first)) await api.apply(object);
  // The first service of a cluster that waits for an address has the first one.
  const url = `http://${addresses.balancer(0)}`;
  const answers = async () => {
    const asked = { signal: AbortSignal.timeout(answerWithinMs) };
    return (await fetch(`${url}/entrance/health`, asked)).ok;
  };
  await until(`the entrance answers at ${url}`, answers, { withinMs, signal });
  return url;
}
