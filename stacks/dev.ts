import { requested } from "../infra/monitoring/tools.ts";
import type { WithoutCluster } from "./clusters.ts";

/** A laptop with Minikube: everything inside the cluster, one replica of each, nothing paid. */
export const dev: WithoutCluster = {
  namespace: "nudge",
  topicLayout: "by-type",
  broker: {
    kind: "kafka",
    brokers: ["redpanda.redpanda.svc.cluster.local:9093"],
    login: { kind: "scram", tls: "off" },
    replica: "{podName}",
    topics: { partitions: 3, replication: 1, minInsync: 1 },
  },
  stateStore: {
    kind: "postgresql",
    connection: { name: "state-store", key: "connection" },
    connectionsMax: 5,
  },
  secretStore: { kind: "cluster" },
  outputs: {
    kind: "providers",
    providers: {
      mail: {
        kind: "smtp",
        host: "mailpit.stores.svc.cluster.local",
        port: 1025,
        from: "nudge@nudge.test",
        login: "none",
      },
      sms: {
        kind: "twilio-sms",
        from: "+15005550006",
        accountSid: { name: "sms", key: "account-sid" },
        authToken: { name: "sms", key: "auth-token" },
      },
    },
  },
  images: { repository: "nudge", version: { tag: "dev" }, services: {} },
  sizes: {
    replicas: { min: 1, max: 1 },
    cpuMilliPerRequest: 0.1,
    sidecar: { cpuMilli: 20, memoryMiB: 128, memoryMiBMax: 256 },
    services: {},
  },
  variables: { "*": { LOG_LEVEL: "debug" }, auth: { PROXY_HOPS: "1" } },
  host: { name: "nudge.test" },
  network: {
    broker: { kind: "namespace", namespace: "redpanda", ports: [9093] },
    stateStore: { kind: "namespace", namespace: "stores", ports: [5432] },
    names: {
      kind: "namespace",
      namespace: "kube-system",
      labels: { "k8s-app": "kube-dns" },
      ports: [53, 5353],
    },
    controlPlane: "dapr-system",
    outputs: {
      mail: { kind: "namespace", namespace: "stores", ports: [1025] },
      sms: { kind: "internet", ports: [443] },
    },
    api: { kind: "addresses", blocks: ["0.0.0.0/0"], ports: [443, 6443, 8443] },
  },
  monitoring: { namespace: "monitoring", metrics: { keptFor: "3d", volume: "none" }, traces: 1 },
  brokerKeeper: { kind: "redpanda-operator", cluster: "redpanda", namespace: "redpanda" },
  budget: {
    kind: "machine",
    cpuMilli: 4_000,
    memoryMiB: 8 * 1_024,
    besides: {
      kubernetes: { cpuMilli: 850, memoryMiB: 700 },
      dapr: { cpuMilli: 110, memoryMiB: 480 },
      redpanda: { cpuMilli: 300, memoryMiB: 1_200 },
      stores: { cpuMilli: 150, memoryMiB: 350 },
      monitoring: requested,
      entrance: { cpuMilli: 100, memoryMiB: 90 },
    },
  },
};
