/** A Dapr resource as it stands in a file or in a cluster. */
export interface DaprResource<Kind extends string, Spec> {
  readonly apiVersion: string;
  readonly kind: Kind;
  readonly metadata: { readonly name: string };
  readonly spec: Spec;
  /** The app-ids that see it, never empty: a resource without scopes is everybody's. */
  readonly scopes: readonly string[];
}

/** One setting: the value, the secret, or the sidecar's own variable that holds it. */
export type MetadataEntry =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string;
      readonly secretKeyRef: { readonly name: string; readonly key: string };
    }
  | { readonly name: string; readonly envRef: string };
