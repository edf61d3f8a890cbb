import type { ClusterEnvironment } from "../model/cluster-environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import {
  type KubernetesObject,
  metadataOf,
  selectorOf,
  sidecarLabel,
} from "./kubernetes-object.ts";

interface Endpoint {
  readonly port: string;
  readonly path?: string;
}

export interface ServiceMonitor extends KubernetesObject {
  readonly kind: "ServiceMonitor";
  readonly spec: {
    readonly jobLabel: string;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly endpoints: readonly Endpoint[];
    readonly sampleLimit: number;
  };
}

export interface PodMonitor extends KubernetesObject {
  readonly kind: "PodMonitor";
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly podTargetLabels: readonly string[];
    readonly podMetricsEndpoints: readonly Endpoint[];
    readonly sampleLimit: number;
  };
}

/** Who has more series than this has an id for a label: it would drown all others. */
const sampleLimit = 10_000;
const nameLabel = "app.kubernetes.io/name";
/** As the injector of Dapr 1.18 calls the sidecar's port. */
const sidecarPort = "dapr-metrics";

/** Where the metrics of a service's replicas are collected, when somebody collects any. */
export const serviceMonitor = (
  { id }: ServiceSpec,
  { monitoring }: ClusterEnvironment,
): readonly ServiceMonitor[] =>
  monitoring === "off"
    ? []
    : [
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "ServiceMonitor",
          metadata: metadataOf(id),
          spec: {
            jobLabel: nameLabel,
            selector: { matchLabels: selectorOf(id) },
            endpoints: [{ port: "http", path: "/metrics" }],
            sampleLimit,
          },
        },
      ];

/** The same for all sidecars; no Service leads to them. */
export const sidecarMonitor = ({ monitoring }: ClusterEnvironment): readonly PodMonitor[] =>
  monitoring === "off"
    ? []
    : [
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PodMonitor",
          metadata: { name: "sidecars" },
          spec: {
            selector: { matchLabels: sidecarLabel },
            podTargetLabels: [nameLabel],
            podMetricsEndpoints: [{ port: sidecarPort }],
            sampleLimit,
          },
        },
      ];
