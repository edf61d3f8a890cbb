import { z } from "zod";
import type { Api } from "../../../infra/kubernetes/api.ts";

const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean(),
  restartCount: z.int(),
  containerID: z.string().default(""),
});
const podForm = z
  .object({
    metadata: z.object({
      name: z.string(),
      uid: z.string(),
      namespace: z.string(),
      labels: z.record(z.string(), z.string()).default({}),
      deletionTimestamp: z.string().optional(),
    }),
    spec: z.object({ nodeName: z.string().default(""), hostNetwork: z.boolean().default(false) }),
    status: z.object({
      podIP: z.string().default(""),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      containerStatuses: z.array(containerStatus).default([]),
      initContainerStatuses: z.array(containerStatus).default([]),
    }),
  })
  .transform(({ metadata, spec, status }) => ({
    name: metadata.name,
    uid: metadata.uid,
    namespace: metadata.namespace,
    labels: metadata.labels,
    isLeaving: metadata.deletionTimestamp !== undefined,
    node: spec.nodeName,
    hasOwnNetwork: !spec.hostNetwork,
    address: status.podIP,
    isReady: status.conditions.some((each) => each.type === "Ready" && each.status === "True"),
    containers: [...status.initContainerStatuses, ...status.containerStatuses].map(
      ({ containerID, ...each }) => ({ ...each, id: containerID.replace("containerd://", "") }),
    ),
  }));

/** A pod as the cluster tells of it, its sidecars among the containers. */
export type Pod = z.output<typeof podForm>;

const listForm = z.object({ items: z.array(podForm) });
/** Dapr's own pods all have the same value of it, and another one by which they differ. */
const serviceLabel = "app.kubernetes.io/name";

/** The pods of a namespace, or of all. */
export async function podsIn(api: Api, namespace?: string): Promise<readonly Pod[]> {
  const place = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return listForm.parse(JSON.parse(await api.get(`/api/v1${place}/pods`))).items;
}

/** Which service, server or part of a control plane a pod is one of. */
export const roleOf = ({ labels, name }: Pod): string =>
  labels.app ?? labels[serviceLabel] ?? labels["k8s-app"] ?? name;

/** Pods that serve, and are not about to leave. */
export const serving = (pods: readonly Pod[], role: string): readonly Pod[] =>
  pods.filter((pod) => roleOf(pod) === role && pod.isReady && !pod.isLeaving);
