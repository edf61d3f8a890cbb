import type { ClusterEnvironment } from "../../model/cluster-environment.ts";
import type { Kafka } from "../../model/environment.ts";
import { aPlace } from "./a-shop.ts";

/** A broker with logins. */
export const aBroker: Kafka = {
  kind: "kafka",
  brokers: ["one.broker:9093", "two.broker:9093"],
  login: { kind: "scram", tls: "public" },
  replica: "{podName}",
  topics: { partitions: 6, replication: 3, minInsync: 2 },
};

/** A cluster in which the shop runs; what a case wants otherwise it says. */
export const aCluster = (more: Partial<ClusterEnvironment> = {}): ClusterEnvironment => ({
  ...aPlace("by-type"),
  broker: aBroker,
  stateStore: {
    kind: "postgresql",
    connection: { name: "database", key: "connection" },
    connectionsMax: 5,
  },
  secretStore: { kind: "cluster" },
  outputs: { kind: "providers", providers: {} },
  images: { repository: "registry/shop", version: { tag: "7" }, services: {} },
  sizes: {
    replicas: { min: 2, max: 4 },
    cpuMilliPerRequest: 1,
    sidecar: { cpuMilli: 20, memoryMiB: 100, memoryMiBMax: 200 },
    services: {},
  },
  variables: {},
  host: { name: "shop.test", certificate: "shop-certificate" },
  entrance: { className: "gate", annotations: {} },
  network: {
    broker: { kind: "namespace", namespace: "broker", ports: [9_093] },
    stateStore: { kind: "namespace", namespace: "database", ports: [5_432] },
    names: { kind: "namespace", namespace: "kube-system", ports: [53] },
    controlPlane: "dapr-system",
    entrance: "gate",
    tracing: "off",
    outputs: {},
    api: { kind: "addresses", blocks: ["10.0.0.1/32"], ports: [443] },
  },
  monitoring: {
    namespace: "monitoring",
    metrics: { keptFor: "3d", volume: "none" },
    traces: 1,
  },
  brokerKeeper: "elsewhere",
  budget: { kind: "open" },
  ...more,
});
