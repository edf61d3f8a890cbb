import type { ClusterEnvironment } from "../model/cluster-environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import { sizeOf } from "../model/size.ts";
import { type KubernetesObject, metadataOf, selectorOf } from "./kubernetes-object.ts";

export interface PodDisruptionBudget extends KubernetesObject {
  readonly kind: "PodDisruptionBudget";
  readonly spec: {
    readonly maxUnavailable: number;
    readonly unhealthyPodEvictionPolicy: "AlwaysAllow";
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
}

/** When machines are emptied, one replica after the other goes. */
export function disruptionBudget(
  spec: ServiceSpec,
  environment: ClusterEnvironment,
): readonly PodDisruptionBudget[] {
  // With one replica it would keep the machine from ever being emptied.
  if (sizeOf(spec, environment).replicas.min < 2) return [];
  return [
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: metadataOf(spec.id),
      spec: {
        maxUnavailable: 1,
        // A replica that never was ready must not hold up the machine either.
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: { matchLabels: selectorOf(spec.id) },
      },
    },
  ];
}
