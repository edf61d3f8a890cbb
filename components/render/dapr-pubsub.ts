import { type Application, publishable } from "../model/application.ts";
import type { Environment, Kafka, TopicLayout } from "../model/environment.ts";
import { pubsubName } from "../model/names.ts";
import type { ServiceSpec, Subscription } from "../model/service.ts";
import { type Component, component, type Setting } from "./dapr-component.ts";
import { asideNames, brokerTopics, publishedNames, readNames } from "./topics.ts";

/** Through this one each replica hears every event: its consumer group is the replica's own. */
const everyReplicaName = `${pubsubName}-every-replica`;

/** The sidecar's variable with the password of its service at the broker. */
export const brokerPasswordVariable = "BROKER_PASSWORD";

/** The user of a service at the broker is its id; all replicas share the group of that name. */
const ownGroup = "{appID}";

/** Groups of single replicas begin so; no id holds a dot, so nobody else's group begins so. */
export const replicaGroupPrefix = (id: string): string => `${id}.`;

/** The pub/sub components: one for all, and one for those who hear every event in each replica. */
export function daprPubsubs(app: Application, environment: Environment): readonly Component[] {
  const { broker, topicLayout } = environment;
  switch (broker.kind) {
    case "runtime":
      return [
        component({
          name: pubsubName,
          type: "pubsub.in-memory",
          scopes: app.services.map(({ id }) => id),
          settings: sharedScopes(app, topicLayout, ({ subscribes }) => subscribes),
        }),
      ];
    case "kafka":
      return [shared(app, broker, topicLayout), everyReplica(app, broker, topicLayout)];
    default:
      return broker satisfies never;
  }
}

/** Which component brings a subscription's events. */
export const pubsubOf = (subscription: Subscription, { broker }: Environment): string =>
  // The runtime of one machine has one replica of each service, and no consumer groups.
  broker.kind === "kafka" && hearsInEveryReplica(subscription) ? everyReplicaName : pubsubName;

const hearsInEveryReplica = ({ audience }: Subscription) => audience === "every-replica";

/** The subscriptions of which each replica hears every event. */
export const everyReplicaOf = (spec: ServiceSpec): readonly Subscription[] =>
  spec.subscribes.filter(hearsInEveryReplica);

/** The subscriptions that the replicas share. */
export const sharedOf = (spec: ServiceSpec): readonly Subscription[] =>
  spec.subscribes.filter((subscription) => !hearsInEveryReplica(subscription));

/** Whether the service has to reach the broker. */
export const usesBroker = (spec: ServiceSpec): boolean =>
  spec.subscribes.length > 0 || publishable(spec).length > 0;

const shared = (app: Application, broker: Kafka, layout: TopicLayout): Component =>
  component({
    name: pubsubName,
    type: "pubsub.kafka",
    scopes: app.services.filter(usesBroker).map(({ id }) => id),
    settings: {
      ...kafkaSettings(broker),
      consumerID: ownGroup,
      // A group that is new begins with what waits for it, not with what comes next.
      initialOffset: "oldest",
      ...sharedScopes(app, layout, sharedOf),
    },
  });

function everyReplica(app: Application, broker: Kafka, layout: TopicLayout): Component {
  const users = app.services.filter((spec) => everyReplicaOf(spec).length > 0);
  return component({
    name: everyReplicaName,
    type: "pubsub.kafka",
    scopes: users.map(({ id }) => id),
    settings: {
      ...kafkaSettings(broker),
      consumerID: `${replicaGroupPrefix(ownGroup)}${broker.replica}`,
      // A new replica has no windows and no sessions that older events could be about.
      initialOffset: "newest",
      ...topicScopes(
        app,
        layout,
        // The sidecar puts aside through the component that it read from.
        (spec) => asideNames(everyReplicaOf(spec), layout),
        (spec) => readNames(everyReplicaOf(spec), layout),
      ),
    },
  });
}

function kafkaSettings({ brokers, login }: Kafka): Readonly<Record<string, Setting>> {
  const address = { brokers: brokers.join(",") };
  if (login.kind === "none") return { ...address, authType: "none", disableTls: "true" };
  return {
    ...address,
    authType: "password",
    saslMechanism: "SHA-256",
    saslUsername: "{appID}",
    // One component serves all, so what differs comes from the sidecar's own surroundings.
    saslPassword: { variable: brokerPasswordVariable },
    ...(login.tls === "off" ? { disableTls: "true" } : {}),
    ...(typeof login.tls === "object" ? { caCert: login.tls.authority } : {}),
  };
}

type NamesOf = (spec: ServiceSpec) => readonly string[];

const sharedScopes = (
  app: Application,
  layout: TopicLayout,
  reads: (spec: ServiceSpec) => readonly Subscription[],
) =>
  topicScopes(
    app,
    layout,
    (spec) => publishedNames(spec, layout),
    (spec) => readNames(reads(spec), layout),
  );

/**
 * Dapr lets an app that a topic scope does not name use every topic, so each app is named here,
 * also one that publishes nothing (`web=`), and all topics are protected.
 */
function topicScopes(app: Application, layout: TopicLayout, publishes: NamesOf, reads: NamesOf) {
  const topics = brokerTopics(app, layout)
    .map(({ name }) => name)
    .join(",");
  const scope = (names: NamesOf) =>
    app.services.map((spec) => `${spec.id}=${names(spec).join(",")}`).join(";");
  return {
    allowedTopics: topics,
    protectedTopics: topics,
    publishingScopes: scope(publishes),
    subscriptionScopes: scope(reads),
  };
}
