/** A Dapr resource as it stands in a file or in a cluster. */
export interface DaprResource<Kind extends string, Spec> {
  readonly apiVersion: string;
  readonly kind: Kind;
  readonly metadata: { readonly name: string };
  readonly spec: Spec;
  /** The app-ids that see it, never empty: a resource without scopes is everybody's. */
  readonly scopes: readonly string[];
}

export interface MetadataEntry {
  readonly name: string;
  readonly value: string;
}
