import type { ServiceSpec } from "../model/service.ts";
import { type KubernetesObject, metadataOf, selectorOf } from "./kubernetes-object.ts";

export interface Service extends KubernetesObject {
  readonly kind: "Service";
  readonly spec: {
    readonly type: "ClusterIP";
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: readonly { name: string; port: number; targetPort: string }[];
  };
}

/** Where a service's replicas answer inside the cluster. */
export const clusterServicePort = 80;

/** One address for the replicas of a service: for its doors, and for who collects its metrics. */
export const clusterService = ({ id }: ServiceSpec): Service => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: metadataOf(id),
  spec: {
    type: "ClusterIP",
    selector: selectorOf(id),
    ports: [{ name: "http", port: clusterServicePort, targetPort: "http" }],
  },
});
