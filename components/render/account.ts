import type { ClusterEnvironment } from "../model/cluster-environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import { readsSecrets } from "./dapr-secret-store.ts";
import { type KubernetesObject, metadataOf } from "./kubernetes-object.ts";

export interface ServiceAccount extends KubernetesObject {
  readonly kind: "ServiceAccount";
  readonly automountServiceAccountToken: boolean;
}

export interface Role extends KubernetesObject {
  readonly kind: "Role";
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly resourceNames: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

export interface RoleBinding extends KubernetesObject {
  readonly kind: "RoleBinding";
  readonly roleRef: { readonly apiGroup: string; readonly kind: "Role"; readonly name: string };
  readonly subjects: readonly { readonly kind: "ServiceAccount"; readonly name: string }[];
}

/** Whether the service's sidecar asks the cluster for secrets: only then it gets a token. */
export const readsSecretsOf = (spec: ServiceSpec, { secretStore }: ClusterEnvironment): boolean =>
  secretStore.kind === "cluster" && readsSecrets(spec);

/** Who a service is in the cluster. */
export const serviceAccount = (
  spec: ServiceSpec,
  environment: ClusterEnvironment,
): ServiceAccount => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: metadataOf(spec.id),
  automountServiceAccountToken: readsSecretsOf(spec, environment),
});

/** What it may do there: read the secrets that it declares, by name, and otherwise nothing. */
export function permissions(
  spec: ServiceSpec,
  environment: ClusterEnvironment,
): readonly (Role | RoleBinding)[] {
  if (!readsSecretsOf(spec, environment)) return [];
  const metadata = metadataOf(spec.id);
  return [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata,
      rules: [
        { apiGroups: [""], resources: ["secrets"], resourceNames: spec.secrets, verbs: ["get"] },
      ],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: spec.id },
      subjects: [{ kind: "ServiceAccount", name: spec.id }],
    },
  ];
}
