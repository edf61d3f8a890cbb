import type { Application } from "../model/application.ts";
import type { Environment } from "../model/environment.ts";
import { eventRoute, ignoredEventRoute, pubsubName } from "../model/names.ts";
import type { Subscription as Declared, ServiceSpec } from "../model/service.ts";
import { pubsubOf } from "./dapr-pubsub.ts";
import type { DaprResource } from "./dapr-resource.ts";
import { brokerTopicName } from "./topics.ts";

export type Subscription = DaprResource<
  "Subscription",
  {
    readonly pubsubname: string;
    readonly topic: string;
    readonly routes: {
      readonly rules: readonly { readonly match: string; readonly path: string }[];
      readonly default: string;
    };
    readonly deadLetterTopic?: string;
    readonly bulkSubscribe?: {
      readonly enabled: true;
      readonly maxMessagesCount: number;
      readonly maxAwaitDurationMs: number;
    };
  }
>;

/** One subscription for each broker topic a service reads, routed to one handler a type. */
export function daprSubscriptions(
  app: Application,
  environment: Environment,
): readonly Subscription[] {
  return app.services.flatMap((spec) =>
    [...Map.groupBy(spec.subscribes, (s) => pubsubOf(s, environment))].flatMap(([pubsub, group]) =>
      [...Map.groupBy(group, (s) => brokerTopicName(s.topic, environment.topicLayout))].map(
        ([topic, declared]) => subscription(spec, pubsub, topic, declared, environment),
      ),
    ),
  );
}

function subscription(
  spec: ServiceSpec,
  pubsub: string,
  topic: string,
  declared: readonly Declared[],
  environment: Environment,
): Subscription {
  const aside = declared.find((s) => s.deadLetter !== "none")?.deadLetter ?? "none";
  const batch = Math.min(...declared.map((s) => s.batch));
  return {
    apiVersion: "dapr.io/v2alpha1",
    kind: "Subscription",
    metadata: { name: nameOf(spec, pubsub, topic) },
    spec: {
      pubsubname: pubsub,
      topic,
      // Rules look at the type alone: a rule that touches a missing field is an error that blocks
      // the partition (Dapr 1.18).
      routes: {
        rules: declared.map((s) => ({
          match: `event.type == "${s.topic.name}"`,
          path: eventRoute(s.topic.name),
        })),
        default: defaultRoute(topic, declared),
      },
      ...(aside === "none"
        ? {}
        : { deadLetterTopic: brokerTopicName(aside, environment.topicLayout) }),
      ...(batch > 1 ? { bulkSubscribe: batched(batch) } : {}),
    },
    scopes: [spec.id],
  };
}

/**
 * A batch that does not fill up waits so long. Dapr's Kafka component collects for 10 s if it is not
 * told (1.18); much less than this would keep an idle sidecar busy with looking.
 */
const batchWaitMs = 100;

const batched = (maxMessagesCount: number) =>
  ({ enabled: true, maxMessagesCount, maxAwaitDurationMs: batchWaitMs }) as const;

/** One stream may be read both ways by one service, so the way is part of the name. */
function nameOf({ id }: ServiceSpec, pubsub: string, topic: string): string {
  const name = `${id}-${topic.replaceAll(".", "-")}`;
  return pubsub === pubsubName ? name : `${name}-${pubsub}`;
}

/** A topic with one reader's type hands over everything: also what the runtime itself put there. */
function defaultRoute(topic: string, declared: readonly Declared[]): string {
  const [only, ...others] = declared;
  return only?.topic.name === topic && others.length === 0 ? eventRoute(topic) : ignoredEventRoute;
}
