import type { ClusterEnvironment, Network } from "../components/model/cluster-environment.ts";
import type { Tracing } from "../components/model/environment.ts";
import { brought } from "../infra/kubernetes/images/brought.ts";
import { entranceName } from "../infra/kubernetes/objects/entrance.ts";
import { tools } from "../infra/monitoring/tools.ts";

/** All in which one cluster differs from another for us. */
export interface ClusterTraits {
  /** Volumes of what keeps data inside the cluster; none: the cluster's own default. */
  readonly storageClass?: string;
  readonly entrance: {
    readonly className: string;
    readonly namespace: string;
    readonly annotations: Readonly<Record<string, string>>;
  };
  /** What the cloud is told about the address of the entrance. */
  readonly loadBalancer: Readonly<Record<string, string>>;
  /** Where machines do not fetch images by themselves: the secret with which they do. */
  readonly pullSecret?: string;
  /** Images that were brought to its machines, for none can be fetched. */
  readonly images?: typeof brought;
}

const traefik = { className: "traefik", namespace: "ingress", annotations: {} };

/** The clusters that we know; another one is "existing" with other values. */
export const clusters = {
  minikube: {
    storageClass: "standard",
    entrance: { className: "nginx", namespace: "ingress-nginx", annotations: {} },
    loadBalancer: {},
  },
  doks: {
    storageClass: "do-block-storage",
    entrance: traefik,
    loadBalancer: { "service.beta.kubernetes.io/do-loadbalancer-size-unit": "1" },
    pullSecret: "registry",
  },
  gke: {
    storageClass: "premium-rwo",
    entrance: traefik,
    loadBalancer: { "cloud.google.com/l4-rbs": "enabled" },
    pullSecret: "registry",
  },
  aks: {
    storageClass: "managed-csi",
    entrance: traefik,
    loadBalancer: { "service.beta.kubernetes.io/azure-load-balancer-tcp-idle-timeout": "30" },
    pullSecret: "registry",
  },
  oke: {
    storageClass: "oci-bv",
    entrance: traefik,
    loadBalancer: { "oci.oraclecloud.com/load-balancer-type": "nlb" },
    pullSecret: "registry",
  },
  existing: { entrance: traefik, loadBalancer: {}, pullSecret: "registry" },
  own: {
    storageClass: "standard",
    entrance: { className: entranceName, namespace: entranceName, annotations: {} },
    loadBalancer: {},
    images: brought,
  },
} as const satisfies Readonly<Record<string, ClusterTraits>>;

export type ClusterName = keyof typeof clusters;

/** The names, for who has to choose one. */
export const clusterNames = Object.keys(clusters);

/** Whether it is a cluster that we know. */
export const isClusterName = (name: string): name is ClusterName => clusterNames.includes(name);

/** An environment before it is said which cluster it is on. Traces go where metrics do. */
export type WithoutCluster = Omit<ClusterEnvironment, "entrance" | "network" | "tracing"> & {
  readonly network: Omit<Network, "entrance" | "tracing">;
};

/** The environment as it is on a cluster with these traits. */
export function onCluster(
  { images, network, ...environment }: WithoutCluster,
  { entrance, pullSecret }: ClusterTraits,
): ClusterEnvironment {
  const { className, annotations, namespace } = entrance;
  return {
    ...environment,
    images: pullSecret === undefined ? images : { ...images, pullSecret },
    entrance: { className, annotations },
    tracing: tracingOf(environment),
    network: { ...network, entrance: namespace, tracing: tracesTo(environment) },
  };
}

const { service, port } = tools.tracing;

const tracingOf = ({ monitoring }: Pick<WithoutCluster, "monitoring">): Tracing =>
  monitoring === "off"
    ? { kind: "off" }
    : {
        kind: "zipkin",
        address: `http://${service}.${monitoring.namespace}.svc.cluster.local:${port}/api/v2/spans`,
        share: monitoring.traces,
      };

const tracesTo = ({ monitoring }: Pick<WithoutCluster, "monitoring">): Network["tracing"] =>
  monitoring === "off"
    ? "off"
    : { kind: "namespace", namespace: monitoring.namespace, ports: [port] };
