/** An object as a cluster takes it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** By this label every object of a service is found, and its pods are selected. */
export const selectorOf = (id: string) => ({ "app.kubernetes.io/name": id });

/** On every pod that must have a sidecar: the webhook refuses to let one start without. */
export const sidecarLabel = { "dapr-app": "true" };

/** Name and labels of a service's object. */
export const metadataOf = (id: string, name = id): Metadata => ({ name, labels: selectorOf(id) });

/** A port of the transport that everything here uses. */
export const tcp = (port: number) => ({ protocol: "TCP" as const, port });
