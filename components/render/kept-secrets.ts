import type { Application } from "../model/application.ts";
import type { ClusterEnvironment } from "../model/cluster-environment.ts";
import type { SecretRef } from "../model/environment.ts";
import type { SecretKeeping } from "../model/secret-keeping.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";
import { neededSecrets } from "./secrets.ts";

/** A secret that only the controller of SealedSecrets opens, and only in its own place. */
export interface SealedSecret<Value = string> extends KubernetesObject {
  readonly kind: "SealedSecret";
  readonly spec: {
    readonly encryptedData: Readonly<Record<string, Value>>;
    readonly template: {
      readonly metadata: { readonly name: string; readonly namespace: string };
      readonly type: "Opaque";
    };
  };
}

/** A secret that the controller of External Secrets fetches. */
export interface ExternalSecret extends KubernetesObject {
  readonly kind: "ExternalSecret";
  readonly spec: {
    readonly refreshInterval: string;
    readonly secretStoreRef: { readonly kind: string; readonly name: string };
    readonly target: { readonly name: string; readonly creationPolicy: "Owner" };
    readonly data: readonly {
      readonly secretKey: string;
      readonly remoteRef: { readonly key: string; readonly property: string };
    }[];
  };
}

/** The label under which a secret is sealed: another name or namespace cannot open it. */
export const sealLabel = ({ namespace }: ClusterEnvironment, { name }: SecretRef): string =>
  `${namespace}/${name}`;

/** Every secret of the application, sealed; `sealedAt` says each seal. */
export const sealedSecrets = <Value>(
  app: Application,
  environment: ClusterEnvironment,
  sealedAt: (ref: SecretRef) => Value,
): readonly SealedSecret<Value>[] =>
  byName(neededSecrets(app, environment)).map(([name, refs]) => ({
    apiVersion: "bitnami.com/v1alpha1",
    kind: "SealedSecret",
    metadata: { name, namespace: environment.namespace },
    spec: {
      encryptedData: Object.fromEntries(refs.map((ref) => [ref.key, sealedAt(ref)])),
      template: { metadata: { name, namespace: environment.namespace }, type: "Opaque" },
    },
  }));

/** The given secrets as they are found in a vault. */
export const externalSecrets = (
  refs: readonly SecretRef[],
  { namespace }: ClusterEnvironment,
  { store, prefix, refresh }: Extract<SecretKeeping, { readonly kind: "external" }>,
): readonly ExternalSecret[] =>
  byName(refs).map(([name, each]) => ({
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: { name, namespace },
    spec: {
      refreshInterval: refresh,
      secretStoreRef: { kind: store.kind, name: store.name },
      target: { name, creationPolicy: "Owner" },
      data: each.map(({ key }) => ({
        secretKey: key,
        remoteRef: { key: `${prefix}${name}`, property: key },
      })),
    },
  }));

const byName = (refs: readonly SecretRef[]) => [...Map.groupBy(refs, ({ name }) => name)];
