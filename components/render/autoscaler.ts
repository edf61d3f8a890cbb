import type { ClusterEnvironment, Size } from "../model/cluster-environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import { sizeOf } from "../model/size.ts";
import { type KubernetesObject, metadataOf } from "./kubernetes-object.ts";
import { containerName } from "./pod.ts";

export interface HorizontalPodAutoscaler extends KubernetesObject {
  readonly kind: "HorizontalPodAutoscaler";
  readonly spec: {
    readonly scaleTargetRef: { apiVersion: "apps/v1"; kind: "Deployment"; name: string };
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly metrics: readonly {
      readonly type: "ContainerResource";
      readonly containerResource: {
        readonly name: "cpu";
        readonly container: string;
        readonly target: { readonly type: "Utilization"; readonly averageUtilization: number };
      };
    }[];
    readonly behavior: { readonly scaleDown: { readonly stabilizationWindowSeconds: number } };
  };
}

/** Beyond it one more replica comes, early enough to be ready before the others are full. */
const cpuPercentMax = 70;
/** A replica that goes takes its open windows with it, so it goes only when it stays idle. */
const idleSeconds = 300;

/** Whether the number of replicas follows the load. */
export const isScaled = ({ replicas }: Size): boolean => replicas.max > replicas.min;

/** Counts the replicas of a service, where there is a choice. */
export function autoscaler(
  spec: ServiceSpec,
  environment: ClusterEnvironment,
): readonly HorizontalPodAutoscaler[] {
  const size = sizeOf(spec, environment);
  if (!isScaled(size)) return [];
  return [
    {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: metadataOf(spec.id),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: spec.id },
        minReplicas: size.replicas.min,
        maxReplicas: size.replicas.max,
        // The service's own container: the sidecar's share would hide its load.
        metrics: [
          {
            type: "ContainerResource",
            containerResource: {
              name: "cpu",
              container: containerName,
              target: { type: "Utilization", averageUtilization: cpuPercentMax },
            },
          },
        ],
        behavior: { scaleDown: { stabilizationWindowSeconds: idleSeconds } },
      },
    },
  ];
}
