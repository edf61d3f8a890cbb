import type { ClusterEnvironment } from "../model/cluster-environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import { sizeOf } from "../model/size.ts";
import { isScaled } from "./autoscaler.ts";
import { type KubernetesObject, metadataOf, selectorOf } from "./kubernetes-object.ts";
import { type PodTemplate, podTemplate } from "./pod.ts";

export interface Deployment extends KubernetesObject {
  readonly kind: "Deployment";
  readonly spec: {
    readonly replicas?: number;
    readonly revisionHistoryLimit: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly strategy: {
      readonly type: "RollingUpdate";
      readonly rollingUpdate: { readonly maxSurge: number; readonly maxUnavailable: number };
    };
    readonly template: PodTemplate;
  };
}

/** Enough to go back over a bad week. */
const revisionHistoryLimit = 5;

/**
 * The replicas of a service, whose sidecars read what has this digest. What an autoscaler counts is
 * not said here: the two would fight.
 */
export function deployment(
  spec: ServiceSpec,
  environment: ClusterEnvironment,
  sidecar: string,
): Deployment {
  const size = sizeOf(spec, environment);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(spec.id),
    spec: {
      ...(isScaled(size) ? {} : { replicas: size.replicas.min }),
      revisionHistoryLimit,
      selector: { matchLabels: selectorOf(spec.id) },
      // One that is ready comes before one goes: a rollout takes nothing from those who wait.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: podTemplate(spec, environment, sidecar),
    },
  };
}
