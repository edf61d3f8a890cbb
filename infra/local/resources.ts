import type { Configuration } from "../../components/render/dapr-access.ts";
import type { Component } from "../../components/render/dapr-components.ts";
import type { Resiliency as RenderedResiliency } from "../../components/render/dapr-resiliency.ts";
import type { DaprResource } from "../../components/render/dapr-resource.ts";
import type { Subscription } from "../../components/render/dapr-subscriptions.ts";

export type { Component, Configuration, Subscription };

/** A retry as Dapr knows it; the renderer writes only a part of these. */
export interface RetrySettings {
  readonly policy: string;
  readonly duration?: string;
  readonly maxInterval?: string;
  readonly maxRetries?: number;
}

/** Wider than what the renderer writes, because Dapr's other policy is supported as well. */
export type Resiliency =
  | RenderedResiliency
  | DaprResource<
      "Resiliency",
      {
        readonly policies: { readonly retries: Readonly<Record<string, RetrySettings>> };
        readonly targets: RenderedResiliency["spec"]["targets"];
      }
    >;

/** The Dapr resources of an application, as they would stand in files or in a cluster. */
export interface Resources {
  readonly components: readonly Component[];
  readonly subscriptions: readonly Subscription[];
  readonly resiliency: readonly Resiliency[];
  readonly configurations: readonly Configuration[];
}

/** Whether the app sees the resource; one without scopes is everybody's. */
export const isScopedTo = (resource: { readonly scopes: readonly string[] }, app: string) =>
  resource.scopes.length === 0 || resource.scopes.includes(app);

/** The metadata of a component, by name. */
export const metadataOf = ({ spec }: Component): Readonly<Record<string, string>> =>
  Object.fromEntries(spec.metadata.map(({ name, value }) => [name, value]));

/** The components of one kind ("state", "pubsub", ...) that an app sees, by name. */
export const componentsOf = (
  { components }: Resources,
  app: string,
  kind: string,
): ReadonlyMap<string, Component> =>
  new Map(
    components
      .filter((c) => c.spec.type.startsWith(`${kind}.`) && isScopedTo(c, app))
      .map((c) => [c.metadata.name, c]),
  );
