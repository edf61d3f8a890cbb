import type { Component, Resources, RetrySettings, Subscription } from "../resources.ts";

/** A component as a file would hold it. */
export const component = (
  name: string,
  type: string,
  scopes: readonly string[],
  metadata: Readonly<Record<string, string>> = {},
): Component => ({
  apiVersion: "dapr.io/v1alpha1",
  kind: "Component",
  metadata: { name },
  spec: {
    type,
    version: "v1",
    metadata: Object.entries(metadata).map(([key, value]) => ({ name: key, value })),
  },
  scopes,
});

/** A subscription as a file would hold it. */
export const subscription = (
  app: string,
  topic: string,
  more: Partial<Subscription["spec"]> = {},
): Subscription => ({
  apiVersion: "dapr.io/v2alpha1",
  kind: "Subscription",
  metadata: { name: `${app}-${topic}` },
  spec: { pubsubname: "pubsub", topic, routes: { rules: [], default: `/${topic}` }, ...more },
  scopes: [app],
});

/** The inbound retries of an app. */
export const retrying = (
  app: string,
  settings: RetrySettings,
): Resources["resiliency"][number] => ({
  apiVersion: "dapr.io/v1alpha1",
  kind: "Resiliency",
  metadata: { name: `${app}-events` },
  spec: {
    policies: { retries: { events: settings } },
    targets: { components: { pubsub: { inbound: { retry: "events" } } } },
  },
  scopes: [app],
});

/** Only these callers may invoke the app. */
export const callers = (
  app: string,
  allowed: readonly string[],
): Resources["configurations"][number] => ({
  apiVersion: "dapr.io/v1alpha1",
  kind: "Configuration",
  metadata: { name: app },
  spec: {
    accessControl: {
      defaultAction: "deny",
      trustDomain: "public",
      policies: allowed.map((appId) => ({
        appId,
        defaultAction: "allow",
        trustDomain: "public",
        namespace: "default",
      })),
    },
  },
});
