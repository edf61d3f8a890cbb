import { describe, expect, test } from "vitest";
import { application } from "./application.ts";
import type { ClusterEnvironment } from "./cluster-environment.ts";
import type { Environment, Kafka } from "./environment.ts";
import { checkClusterEnvironment, checkEnvironment } from "./environment-checks.ts";
import { service } from "./service.ts";
import { requestedBy, sizeOf } from "./size.ts";

const shop = service({
  id: "shop",
  summary: "",
  bindings: [{ kind: "output", name: "post", operation: "create" }],
  load: { requestsPerSecond: 100, memoryMiB: 200 },
});
const app = application(shop);

const kafka: Kafka = {
  kind: "kafka",
  brokers: ["a:9092"],
  login: { kind: "none" },
  replica: "{uuid}",
  topics: { partitions: 3, replication: 3, minInsync: 2 },
};
const place: Environment = {
  namespace: "here",
  topicLayout: "by-type",
  broker: { kind: "runtime" },
  stateStore: { kind: "runtime" },
  secretStore: { kind: "runtime" },
  outputs: { kind: "runtime", providers: {} },
  tracing: { kind: "off" },
};
const cluster: ClusterEnvironment = {
  ...place,
  secretStore: { kind: "cluster" },
  images: { repository: "r", version: { tag: "1" }, services: {} },
  sizes: {
    replicas: { min: 2, max: 2 },
    cpuMilliPerRequest: 0.5,
    sidecar: { cpuMilli: 20, memoryMiB: 100, memoryMiBMax: 200 },
    services: {},
  },
  variables: {},
  host: { name: "h" },
  entrance: { className: "c", annotations: {} },
  network: {
    broker: { kind: "internet", ports: [1] },
    stateStore: { kind: "internet", ports: [1] },
    names: { kind: "internet", ports: [1] },
    controlPlane: "d",
    entrance: "e",
    tracing: "off",
    outputs: { post: { kind: "internet", ports: [1] } },
    api: { kind: "internet", ports: [1] },
  },
  monitoring: "off",
  brokerKeeper: "elsewhere",
  budget: { kind: "open" },
};

test("what fits is let through", () => {
  expect(() => checkEnvironment(app, { ...place, broker: kafka })).not.toThrow();
  expect(() => checkClusterEnvironment(app, cluster)).not.toThrow();
});

describe("an environment that is wrong", () => {
  test.each<[string, Partial<Environment>]>([
    ['namespace: "Not here" does not match', { namespace: "Not here" }],
    ["broker.brokers: at least one host:port", { broker: { ...kafka, brokers: [] } }],
    ['broker.brokers: "a" is not host:port', { broker: { ...kafka, brokers: ["a"] } }],
    [
      "broker.topics.partitions: 1 to 100",
      { broker: { ...kafka, topics: { ...kafka.topics, partitions: 0 } } },
    ],
    [
      "broker.topics.minInsync: 1 to broker.topics.replication",
      { broker: { ...kafka, topics: { ...kafka.topics, minInsync: 4 } } },
    ],
    ["tracing.share: 0 to 1", { tracing: { kind: "zipkin", address: "", share: 2 } }],
    [
      'outputs: nobody delivers "post" of shop; add a provider',
      { outputs: { kind: "providers", providers: {} } },
    ],
  ])("%s", (problem, more) => {
    expect(() => checkEnvironment(app, { ...place, ...more })).toThrow(problem);
  });

  test.each<[string, Partial<ClusterEnvironment>]>([
    ["secretStore: pods have no files", { secretStore: { kind: "runtime" } }],
    ['variables: there is no service "shpo"', { variables: { shpo: {} } }],
    [
      "sizes: replicas of shop: min from 1, max from min",
      { sizes: { ...cluster.sizes, replicas: { min: 3, max: 2 } } },
    ],
    [
      "sizes.sidecar.memoryMiBMax: less than the sidecar asks for",
      {
        sizes: { ...cluster.sizes, sidecar: { cpuMilli: 1, memoryMiB: 2, memoryMiBMax: 1 } },
      },
    ],
    [
      'network.outputs: where "post" of shop goes is not said',
      { network: { ...cluster.network, outputs: {} } },
    ],
    [
      "budget.memoryMiB: all together ask for 700, there are 699",
      {
        budget: {
          kind: "machine",
          cpuMilli: 1_000,
          memoryMiB: 699,
          besides: { other: { cpuMilli: 1, memoryMiB: 100 } },
        },
      },
    ],
  ])("in a cluster: %s", (problem, more) => {
    expect(() => checkClusterEnvironment(app, { ...cluster, ...more })).toThrow(problem);
  });

  test("is told everything at once", () => {
    const both = { ...cluster, namespace: "!", variables: { shpo: {} } };
    expect(() => checkClusterEnvironment(app, both)).toThrow(
      /^The environment is wrong:\n- namespace: .*\n- variables: .*$/,
    );
  });
});

describe("sizes", () => {
  test("follow from the load", () => {
    expect(sizeOf(shop, cluster)).toEqual({
      replicas: { min: 2, max: 2 },
      cpuMilli: 50,
      memoryMiB: 200,
    });
  });

  test("are never nothing, and what the environment says wins", () => {
    const services = { shop: { memoryMiB: 64 } };
    const sizes = { ...cluster.sizes, cpuMilliPerRequest: 0.001, services };
    expect(sizeOf(shop, { ...cluster, sizes })).toMatchObject({ cpuMilli: 10, memoryMiB: 64 });
  });

  test("add up over replicas, with their sidecars", () => {
    expect(requestedBy(shop, cluster)).toEqual({ cpuMilli: 140, memoryMiB: 600 });
  });
});
