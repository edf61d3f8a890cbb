import type { WithoutCluster } from "./clusters.ts";
import { dev } from "./dev.ts";

/**
 * The laptop's environment where no registry, no chart and no name can be had: on a cluster of this
 * machine, with images that were brought, and a Kafka in the place of Redpanda.
 */
export const test: WithoutCluster = {
  ...dev,
  broker: {
    kind: "kafka",
    brokers: ["kafka.kafka.svc.cluster.local:9093"],
    login: { kind: "scram", tls: "off" },
    replica: "{podName}",
    topics: { partitions: 3, replication: 1, minInsync: 1 },
  },
  // No operator makes topics and users of objects.
  brokerKeeper: "elsewhere",
  // The entrance of the first cluster of a machine.
  host: { name: "10.200.64.1" },
  // Nobody looks at pictures of it.
  monitoring: "off",
  network: {
    ...dev.network,
    broker: { kind: "namespace", namespace: "kafka", ports: [9093] },
  },
};
