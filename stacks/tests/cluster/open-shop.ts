import type { KubernetesObject } from "../../../infra/kubernetes/api.ts";
import type { Cluster } from "../../../infra/kubernetes/cluster.ts";
import { until } from "../../../infra/kubernetes/wait.ts";

/** Images are there already; all but some seconds is for what else the machine does. */
const limits = { withinMs: 60_000, signal: new AbortController().signal };
const answerWithinMs = 5_000;

/** Makes the objects, and waits until the pods among them are ready. */
export async function openShop(
  cluster: Cluster,
  objects: readonly KubernetesObject[],
): Promise<void> {
  for (const object of objects) {
    // A namespace has its account a moment after it was made; until then it takes no pod.
    const isMade = () => cluster.api.apply(object).then(() => true);
    await until(`${object.kind} ${object.metadata.name} is made`, isMade, limits);
  }
  for (const { metadata } of objects.filter(({ kind }) => kind === "Pod")) {
    const isReady = async () => (await readiness(cluster, metadata.name)) === "True";
    await until(`${metadata.name} is ready`, isReady, limits);
  }
}

/** What a pod of the shop answers to this machine. */
export async function asked(cluster: Cluster, pod: string, query: string): Promise<string> {
  const answer = await fetch(`http://${await addressOf(cluster, pod)}:8080/${query}`, {
    signal: AbortSignal.timeout(answerWithinMs),
  });
  return answer.ok ? answer.text() : `failed: ${await answer.text()}`;
}

/** The address of a pod of the shop. */
export async function addressOf(cluster: Cluster, pod: string): Promise<string> {
  const text = await cluster.api.get(`/api/v1/namespaces/shop/pods/${pod}`);
  return /"podIP":"([\d.]+)"/.exec(text)?.[1] ?? "";
}

/** "True" when a pod of the shop is ready. */
export async function readiness(cluster: Cluster, pod: string): Promise<string> {
  return readyIn(await cluster.api.get(`/api/v1/namespaces/shop/pods/${pod}`));
}

/** What an object says about being ready. */
export const readyIn = (text: string): string =>
  /"type":"Ready"[^}]*?"status":"(\w+)"/.exec(text)?.[1] ?? "";
