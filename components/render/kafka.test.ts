import { describe, expect, test } from "vitest";
import { application } from "../model/application.ts";
import type { Kafka } from "../model/environment.ts";
import { service } from "../model/service.ts";
import { daprComponents } from "./dapr-components.ts";
import { daprResiliency } from "./dapr-resiliency.ts";
import { daprSubscriptions } from "./dapr-subscriptions.ts";
import { kafkaTopics } from "./kafka-topics.ts";
import { kafkaUsers } from "./kafka-users.ts";
import { redpandaObjects } from "./redpanda.ts";
import { aBroker, aCluster } from "./testing/a-cluster.ts";
import {
  aPlace,
  counter,
  kitchen,
  orderPaid,
  orderPlaced,
  reads,
  shop,
  till,
} from "./testing/a-shop.ts";

const onKafka = (broker: Kafka = aBroker) => ({ ...aPlace("by-type"), broker });

/** Each of its replicas hears what was paid; all of them together hear what was placed. */
const screens = service({
  id: "screens",
  summary: "Shows orders.",
  subscribes: [reads(orderPlaced), reads(orderPaid, { audience: "every-replica" })],
});
const withScreens = application(counter, till, kitchen, screens);

const settingsOf = (name: string, broker?: Kafka) => {
  const found = daprComponents(withScreens, onKafka(broker)).find((c) => c.metadata.name === name);
  return Object.fromEntries(
    (found?.spec.metadata ?? []).map(({ name: key, ...rest }) => [key, rest]),
  );
};

describe("how a sidecar reaches a broker", () => {
  test("without a login, it says so: Dapr would ask for one", () => {
    expect(settingsOf("pubsub", { ...aBroker, login: { kind: "none" } })).toMatchObject({
      brokers: { value: "one.broker:9093,two.broker:9093" },
      authType: { value: "none" },
      disableTls: { value: "true" },
    });
  });

  test("with a login it is its service, whose password is in its own surroundings", () => {
    const settings = settingsOf("pubsub");
    expect(settings).toMatchObject({
      authType: { value: "password" },
      saslMechanism: { value: "SHA-256" },
      saslUsername: { value: "{appID}" },
      saslPassword: { envRef: "BROKER_PASSWORD" },
    });
    expect(settings).not.toHaveProperty("disableTls");
    expect(settings).not.toHaveProperty("caCert");
  });

  test("it trusts public authorities, one of ours, or uses no TLS at all", () => {
    const authority = { name: "broker", key: "ca.crt" };
    const ours = settingsOf("pubsub", { ...aBroker, login: { kind: "scram", tls: { authority } } });
    expect(ours.caCert).toEqual({ secretKeyRef: authority });
    const open = settingsOf("pubsub", { ...aBroker, login: { kind: "scram", tls: "off" } });
    expect(open.disableTls).toEqual({ value: "true" });
  });
});

describe("who hears an event", () => {
  test("the replicas of a service share one group, which begins with the oldest event", () => {
    expect(settingsOf("pubsub")).toMatchObject({
      consumerID: { value: "{appID}" },
      initialOffset: { value: "oldest" },
      subscriptionScopes: {
        value: "counter=;till=;kitchen=order.paid,order.placed,set-aside;screens=order.placed",
      },
    });
  });

  test("where every replica is to hear it, each has a group of its own, from now on", () => {
    expect(settingsOf("pubsub-every-replica")).toMatchObject({
      consumerID: { value: "{appID}.{podName}" },
      initialOffset: { value: "newest" },
      subscriptionScopes: { value: "counter=;till=;kitchen=;screens=order.paid" },
      publishingScopes: { value: "counter=;till=;kitchen=;screens=set-aside" },
    });
    const alone = settingsOf("pubsub-every-replica", { ...aBroker, replica: "{uuid}" });
    expect(alone.consumerID).toEqual({ value: "{appID}.{uuid}" });
  });

  test("its subscription names the component that brings it, and is retried there, too", () => {
    const found = daprSubscriptions(withScreens, onKafka()).filter(({ scopes }) =>
      scopes.includes("screens"),
    );
    expect(found.map(({ metadata, spec }) => [metadata.name, spec.pubsubname])).toEqual([
      ["screens-order-placed", "pubsub"],
      ["screens-order-paid-pubsub-every-replica", "pubsub-every-replica"],
    ]);
    const retried = daprResiliency(withScreens, onKafka()).find(({ scopes }) =>
      scopes.includes("screens"),
    );
    expect(Object.keys(retried?.spec.targets.components ?? {})).toEqual([
      "pubsub",
      "pubsub-every-replica",
    ]);
  });

  test("nobody asks for it in an application where no service is like that", () => {
    const names = daprComponents(shop, onKafka()).map(({ metadata }) => metadata.name);
    expect(names).not.toContain("pubsub-every-replica");
  });

  test("on one machine there is one replica, and one component", () => {
    const [only] = daprSubscriptions(withScreens, aPlace("by-type")).slice(-1);
    expect(only?.spec.pubsubname).toBe("pubsub");
  });
});

describe("what the broker is asked for", () => {
  test("topics with their copies, kept as long as they say", () => {
    const [paid, ...others] = kafkaTopics(shop, onKafka());
    expect(paid).toEqual({
      name: "order.paid",
      partitions: 6,
      replicationFactor: 3,
      config: {
        "cleanup.policy": "delete",
        "min.insync.replicas": "2",
        "retention.ms": "1209600000",
      },
    });
    expect(others.map(({ name }) => name)).toEqual(["order.placed", "set-aside"]);
  });

  test("users that may do what their service declares, under groups that are theirs alone", () => {
    expect(kafkaUsers(withScreens, onKafka()).map(({ name }) => name)).toEqual([
      "counter",
      "kitchen",
      "screens",
    ]);
    const topic = { resource: "topic", pattern: "literal" };
    expect(kafkaUsers(withScreens, onKafka()).at(-1)).toEqual({
      name: "screens",
      password: { name: "screens-broker", key: "password" },
      allowed: [
        { ...topic, name: "set-aside", operations: ["write", "describe"] },
        { ...topic, name: "order.paid", operations: ["read", "describe"] },
        { ...topic, name: "order.placed", operations: ["read", "describe"] },
        { resource: "group", name: "screens", pattern: "literal", operations: ["read"] },
        { resource: "group", name: "screens.", pattern: "prefixed", operations: ["read"] },
      ],
    });
  });

  test("objects of the same, where an operator makes them so", () => {
    const brokerKeeper = { kind: "redpanda-operator", cluster: "main", namespace: "bus" } as const;
    const objects = redpandaObjects(withScreens, aCluster({ brokerKeeper }));
    const cluster = { clusterRef: { name: "main", namespace: "bus" } };
    expect(objects[0]).toEqual({
      apiVersion: "cluster.redpanda.com/v1alpha2",
      kind: "Topic",
      metadata: { name: "order.paid" },
      spec: {
        cluster,
        partitions: 6,
        replicationFactor: 3,
        additionalConfig: {
          "cleanup.policy": "delete",
          "min.insync.replicas": "2",
          "retention.ms": "1209600000",
        },
      },
    });
    const user = objects.at(-1);
    expect(user).toMatchObject({
      kind: "User",
      metadata: { name: "screens" },
      spec: {
        cluster,
        authentication: {
          type: "scram-sha-256",
          password: { valueFrom: { secretKeyRef: { name: "screens-broker", key: "password" } } },
        },
      },
    });
    expect(user?.kind === "User" && user.spec.authorization.acls.at(-1)).toEqual({
      type: "allow",
      resource: { type: "group", name: "screens.", patternType: "prefixed" },
      operations: ["Read"],
    });
    expect(redpandaObjects(shop, aCluster())).toEqual([]);
  });

  test("no users where there are no logins, and nothing where the runtime is the broker", () => {
    expect(kafkaUsers(shop, onKafka({ ...aBroker, login: { kind: "none" } }))).toEqual([]);
    expect(kafkaUsers(shop, aPlace("by-type"))).toEqual([]);
    expect(kafkaTopics(shop, aPlace("by-type"))).toEqual([]);
  });
});
