import type { ClusterEnvironment, Size } from "./cluster-environment.ts";
import type { ServiceSpec } from "./service.ts";

/** A process that does nothing still wants to be scheduled. */
const cpuMilliMin = 10;

/** How many replicas a service has, and how big: from its load, unless the environment says so. */
export function sizeOf(spec: ServiceSpec, { sizes }: ClusterEnvironment): Size {
  const cpuMilli = Math.ceil(spec.load.requestsPerSecond * sizes.cpuMilliPerRequest);
  return {
    replicas: sizes.replicas,
    cpuMilli: Math.max(cpuMilli, cpuMilliMin),
    memoryMiB: spec.load.memoryMiB,
    ...sizes.services[spec.id],
  };
}

/** What a service asks for with as few replicas as it may have, its sidecars counted in. */
export function requestedBy(
  spec: ServiceSpec,
  environment: ClusterEnvironment,
): Pick<Size, "cpuMilli" | "memoryMiB"> {
  const { replicas, cpuMilli, memoryMiB } = sizeOf(spec, environment);
  const { sidecar } = environment.sizes;
  return {
    cpuMilli: replicas.min * (cpuMilli + sidecar.cpuMilli),
    memoryMiB: replicas.min * (memoryMiB + sidecar.memoryMiB),
  };
}
