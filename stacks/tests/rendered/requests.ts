import type { KubernetesObject } from "../../../components/render/kubernetes-object.ts";
import { ofKind } from "../../../components/render/manifests.ts";

/** What a pod asks of a machine before it starts. */
export interface Request {
  readonly cpuMilli: number;
  readonly memoryMiB: number;
}

/** What each pod asks for, its sidecar included; of what an autoscaler counts, the least. */
export const podRequests = (objects: readonly KubernetesObject[]): readonly Request[] =>
  ofKind(objects, "Deployment").flatMap(({ metadata: { name }, spec }) => {
    const { annotations } = spec.template.metadata;
    const containers = spec.template.spec.containers.map(({ resources }) => ({
      cpuMilli: amount(resources.requests.cpu, "m"),
      memoryMiB: amount(resources.requests.memory, "Mi"),
    }));
    const sidecar = {
      cpuMilli: amount(annotations["dapr.io/sidecar-cpu-request"], "m"),
      memoryMiB: amount(annotations["dapr.io/sidecar-memory-request"], "Mi"),
    };
    const scaler = ofKind(objects, "HorizontalPodAutoscaler").find(
      (each) => each.spec.scaleTargetRef.name === name,
    );
    const replicas = spec.replicas ?? scaler?.spec.minReplicas;
    if (replicas === undefined) throw new Error(`${name}: nobody says how many replicas`);
    return Array.from({ length: replicas }, () => sumOf([...containers, sidecar]));
  });

/** All of them together. */
export const sumOf = (requests: readonly Request[]): Request => ({
  cpuMilli: requests.reduce((sum, { cpuMilli }) => sum + cpuMilli, 0),
  memoryMiB: requests.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0),
});

/** Whether they find a place on machines of one size: the biggest first, each where it fits. */
export function fitOn(machines: number, machine: Request, requests: readonly Request[]): boolean {
  const free = Array.from({ length: machines }, () => ({ ...machine }));
  return requests
    .toSorted((a, b) => b.memoryMiB - a.memoryMiB)
    .every(({ cpuMilli, memoryMiB }) => {
      const place = free.find((each) => each.cpuMilli >= cpuMilli && each.memoryMiB >= memoryMiB);
      if (place === undefined) return false;
      place.cpuMilli -= cpuMilli;
      place.memoryMiB -= memoryMiB;
      return true;
    });
}

function amount(text: string | undefined, unit: "m" | "Mi"): number {
  const [, digits] = new RegExp(`^(\\d+)${unit}$`).exec(text ?? "") ?? [];
  if (digits === undefined) throw new Error(`"${text}" is no amount in ${unit}`);
  return Number(digits);
}
