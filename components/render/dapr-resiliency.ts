import type { Application } from "../model/application.ts";
import { pubsubName } from "../model/names.ts";
import type { Retry, ServiceSpec } from "../model/service.ts";
import type { DaprResource } from "./dapr-resource.ts";

interface RetryPolicy {
  readonly policy: "exponential";
  readonly maxInterval: string;
  readonly maxRetries: number;
}

export type Resiliency = DaprResource<
  "Resiliency",
  {
    readonly policies: { readonly retries: Readonly<Record<string, RetryPolicy>> };
    readonly targets: {
      readonly components: Readonly<
        Record<string, { readonly inbound: { readonly retry: string } }>
      >;
    };
  }
>;

/**
 * The host sets an event aside itself, with the reason, when its retries are used up. One more
 * delivery than that is left to the runtime, whose own dead letter (without a reason) is the net
 * below for a service that cannot even answer.
 */
const netBelow = 1;

/**
 * One policy for each service that reads events. Without one, an event with a dead-letter topic
 * is set aside at its first failure (Dapr 1.18).
 */
export function daprResiliency(app: Application): readonly Resiliency[] {
  return app.services.flatMap((spec) => {
    const retry = strongest(spec);
    return retry ? [policy(spec.id, retry)] : [];
  });
}

/** Dapr knows one inbound policy for a component and an app: the most patient one declared. */
const strongest = (spec: ServiceSpec): Retry | undefined =>
  spec.subscribes.map((s) => s.retry).sort((a, b) => b.retries - a.retries)[0];

const policy = (id: string, retry: Retry): Resiliency => ({
  apiVersion: "dapr.io/v1alpha1",
  kind: "Resiliency",
  metadata: { name: `${id}-events` },
  spec: {
    policies: {
      retries: {
        events: {
          policy: "exponential",
          maxInterval: retry.longestPause,
          maxRetries: retry.retries + netBelow,
        },
      },
    },
    targets: { components: { [pubsubName]: { inbound: { retry: "events" } } } },
  },
  scopes: [id],
});
