import type { ClusterEnvironment } from "../model/cluster-environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import { clusterServicePort } from "./cluster-service.ts";
import { type KubernetesObject, metadataOf } from "./kubernetes-object.ts";

export interface Ingress extends KubernetesObject {
  readonly kind: "Ingress";
  readonly spec: {
    readonly ingressClassName: string;
    readonly tls?: readonly { readonly hosts: readonly string[]; readonly secretName: string }[];
    readonly rules: readonly {
      readonly host?: string;
      readonly http: { readonly paths: readonly Path[] };
    }[];
  };
}

interface Path {
  readonly path: string;
  readonly pathType: "Prefix";
  readonly backend: {
    readonly service: { readonly name: string; readonly port: { readonly number: number } };
  };
}

/** Whoever is reached without a name takes what comes: Kubernetes knows only names as hosts. */
const isAddress = /^\d+(\.\d+){3}$/;

/** The doors of a service; of two paths that fit a request the longer one wins. */
export function ingress(
  spec: ServiceSpec,
  { entrance, host }: ClusterEnvironment,
): readonly Ingress[] {
  if (spec.exposes.kind === "nothing") return [];
  const service = { name: spec.id, port: { number: clusterServicePort } };
  const paths = spec.exposes.paths.map((path) => ({
    path,
    pathType: "Prefix" as const,
    backend: { service },
  }));
  const annotated =
    Object.keys(entrance.annotations).length > 0 ? { annotations: entrance.annotations } : {};
  return [
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { ...metadataOf(spec.id), ...annotated },
      spec: {
        ingressClassName: entrance.className,
        ...(host.certificate === undefined
          ? {}
          : { tls: [{ hosts: [host.name], secretName: host.certificate }] }),
        rules: [{ ...(isAddress.test(host.name) ? {} : { host: host.name }), http: { paths } }],
      },
    },
  ];
}
