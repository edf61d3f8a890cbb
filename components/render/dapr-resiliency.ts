import type { Application } from "../model/application.ts";
import { type Duration, milliseconds } from "../model/duration.ts";
import type { Environment } from "../model/environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import { pubsubOf } from "./dapr-pubsub.ts";
import type { DaprResource } from "./dapr-resource.ts";

interface RetryPolicy {
  readonly policy: "constant";
  readonly duration: string;
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
 * The host counts, and sets an event aside itself, with the reason. The runtime cannot tell a service
 * that fails from one that is away, so it never gives up (ADR 0022). Only the constant policy of
 * Dapr 1.18 lasts: the exponential one ends after 15 minutes.
 */
const withoutEnd = -1;

/**
 * One policy for each service that reads events. Without one, an event with a dead-letter topic
 * is set aside at its first failure (Dapr 1.18).
 */
export function daprResiliency(app: Application, environment: Environment): readonly Resiliency[] {
  return app.services.flatMap((spec) => {
    const pause = quickest(spec);
    const pubsubs = new Set(spec.subscribes.map((each) => pubsubOf(each, environment)));
    return pause ? [policy(spec.id, pause, [...pubsubs])] : [];
  });
}

/** Dapr knows one inbound policy for a component and an app: the quickest one declared. */
const quickest = (spec: ServiceSpec): Duration | undefined =>
  spec.subscribes
    .map(({ retry }) => retry.pause)
    .sort((a, b) => milliseconds(a) - milliseconds(b))[0];

const policy = (id: string, pause: Duration, pubsubs: readonly string[]): Resiliency => ({
  apiVersion: "dapr.io/v1alpha1",
  kind: "Resiliency",
  metadata: { name: `${id}-events` },
  spec: {
    policies: {
      retries: {
        events: {
          policy: "constant",
          duration: pause,
          maxRetries: withoutEnd,
        },
      },
    },
    targets: {
      components: Object.fromEntries(
        pubsubs.map((pubsub) => [pubsub, { inbound: { retry: "events" } }]),
      ),
    },
  },
  scopes: [id],
});
