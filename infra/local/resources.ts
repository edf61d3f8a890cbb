import type { Configuration as RenderedConfiguration } from "../../components/render/dapr-access.ts";
import type { Component } from "../../components/render/dapr-component.ts";
import type { Resiliency as RenderedResiliency } from "../../components/render/dapr-resiliency.ts";
import type { DaprResource } from "../../components/render/dapr-resource.ts";
import type { Subscription } from "../../components/render/dapr-subscriptions.ts";

export type { Component, Subscription };

/** What this runtime reads of a configuration, which belongs to the app of its name. */
export type Configuration = Omit<RenderedConfiguration, "spec"> & {
  readonly spec: Pick<RenderedConfiguration["spec"], "accessControl">;
};

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

/**
 * What a component says, by name. A secret is a variable of this process, as in Dapr's store of that
 * kind; one that is not set is left out.
 */
export const metadataOf = (
  { spec }: Component,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    spec.metadata.flatMap((entry) => {
      const value =
        "value" in entry
          ? entry.value
          : "secretKeyRef" in entry
            ? variables[entry.secretKeyRef.name]
            : undefined;
      return value === undefined ? [] : [[entry.name, value]];
    }),
  );

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
