import type { WithoutCluster } from "./clusters.ts";

/** Where people are: a managed cluster, broker and database, at least two replicas of each. */
export const prod: WithoutCluster = {
  namespace: "nudge",
  topicLayout: "by-type",
  broker: {
    kind: "kafka",
    brokers: ["seed.nudge.cloud.example.com:9092"],
    login: { kind: "scram", tls: "public" },
    replica: "{podName}",
    topics: { partitions: 12, replication: 3, minInsync: 2 },
  },
  stateStore: {
    kind: "postgresql",
    connection: { name: "state-store", key: "connection" },
    connectionsMax: 8,
  },
  secretStore: { kind: "cluster" },
  outputs: {
    kind: "providers",
    providers: {
      mail: {
        kind: "sendgrid",
        from: "nudge@nudge.example.com",
        apiKey: { name: "email", key: "api-key" },
      },
      sms: {
        kind: "twilio-sms",
        from: "+15005550006",
        accountSid: { name: "sms", key: "account-sid" },
        authToken: { name: "sms", key: "auth-token" },
      },
    },
  },
  images: { repository: "ghcr.io/nudge/nudge", version: { tag: "0.1.0" }, services: {} },
  sizes: {
    replicas: { min: 2, max: 4 },
    cpuMilliPerRequest: 0.5,
    sidecar: { cpuMilli: 50, memoryMiB: 160, memoryMiBMax: 320 },
    services: {
      "api-gateway": { replicas: { min: 2, max: 8 } },
      task: { replicas: { min: 2, max: 8 }, memoryMiB: 384 },
      sync: { replicas: { min: 2, max: 8 } },
    },
  },
  variables: {
    "*": { LOG_LEVEL: "info" },
    auth: { PROXY_HOPS: "1", AUTH_SECRET: { name: "auth", key: "secret" } },
  },
  host: { name: "nudge.example.com", certificate: "nudge-certificate" },
  network: {
    broker: { kind: "internet", ports: [9092] },
    stateStore: { kind: "addresses", blocks: ["10.0.0.0/8"], ports: [5432, 25_060] },
    names: {
      kind: "namespace",
      namespace: "kube-system",
      labels: { "k8s-app": "kube-dns" },
      ports: [53, 5353],
    },
    controlPlane: "dapr-system",
    outputs: {
      mail: { kind: "internet", ports: [443] },
      sms: { kind: "internet", ports: [443] },
    },
    api: { kind: "addresses", blocks: ["0.0.0.0/0"], ports: [443, 6443] },
  },
  monitoring: { namespace: "monitoring", metrics: { keptFor: "30d", volume: 50 }, traces: 0.05 },
  brokerKeeper: "elsewhere",
  budget: { kind: "open" },
};
