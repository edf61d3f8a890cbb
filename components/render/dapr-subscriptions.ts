import type { Application } from "../model/application.ts";
import type { Environment } from "../model/environment.ts";
import { eventRoute, ignoredEventRoute, pubsubName } from "../model/names.ts";
import type { Subscription as Declared, ServiceSpec } from "../model/service.ts";
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
    readonly bulkSubscribe?: { readonly enabled: true; readonly maxMessagesCount: number };
  }
>;

/** One subscription for each broker topic a service reads, routed to one handler a type. */
export function daprSubscriptions(
  app: Application,
  environment: Environment,
): readonly Subscription[] {
  return app.services.flatMap((spec) =>
    [...Map.groupBy(spec.subscribes, (s) => brokerTopicName(s.topic, environment.topicLayout))].map(
      ([topic, declared]) => subscription(spec, topic, declared, environment),
    ),
  );
}

function subscription(
  spec: ServiceSpec,
  topic: string,
  declared: readonly Declared[],
  environment: Environment,
): Subscription {
  const aside = declared.find((s) => s.deadLetter !== "none")?.deadLetter ?? "none";
  const batch = Math.min(...declared.map((s) => s.batch));
  return {
    apiVersion: "dapr.io/v2alpha1",
    kind: "Subscription",
    metadata: { name: `${spec.id}-${topic.replaceAll(".", "-")}` },
    spec: {
      pubsubname: pubsubName,
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
      ...(batch > 1 ? { bulkSubscribe: { enabled: true, maxMessagesCount: batch } } : {}),
    },
    scopes: [spec.id],
  };
}

/** A topic with one reader's type hands over everything: also what the runtime itself put there. */
function defaultRoute(topic: string, declared: readonly Declared[]): string {
  const [only, ...others] = declared;
  return only?.topic.name === topic && others.length === 0 ? eventRoute(topic) : ignoredEventRoute;
}
