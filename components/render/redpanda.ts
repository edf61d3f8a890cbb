import type { Application } from "../model/application.ts";
import type { BrokerKeeper, ClusterEnvironment } from "../model/cluster-environment.ts";
import type { SecretRef } from "../model/environment.ts";
import { type KafkaTopic, kafkaTopics } from "./kafka-topics.ts";
import { type KafkaPermission, type KafkaUser, kafkaUsers } from "./kafka-users.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

type Operator = Exclude<BrokerKeeper, "elsewhere">;

interface ClusterSource {
  readonly clusterRef: { readonly name: string; readonly namespace: string };
}

export interface Topic extends KubernetesObject {
  readonly kind: "Topic";
  readonly spec: {
    readonly cluster: ClusterSource;
    readonly partitions: number;
    readonly replicationFactor: number;
    readonly additionalConfig: Readonly<Record<string, string>>;
  };
}

export interface User extends KubernetesObject {
  readonly kind: "User";
  readonly spec: {
    readonly cluster: ClusterSource;
    readonly authentication: {
      readonly type: "scram-sha-256";
      readonly password: {
        readonly noGenerate: true;
        readonly valueFrom: { readonly secretKeyRef: SecretRef };
      };
    };
    readonly authorization: { readonly type: "simple"; readonly acls: readonly Acl[] };
  };
}

interface Acl {
  readonly type: "allow";
  readonly resource: {
    readonly type: "topic" | "group";
    readonly name: string;
    readonly patternType: "literal" | "prefixed";
  };
  readonly operations: readonly string[];
}

/** Topics and users as objects, where an operator in the cluster makes them so. */
export function redpandaObjects(
  app: Application,
  environment: ClusterEnvironment,
): readonly (Topic | User)[] {
  const { brokerKeeper } = environment;
  if (brokerKeeper === "elsewhere") return [];
  return [
    ...kafkaTopics(app, environment).map((each) => topic(each, brokerKeeper)),
    ...kafkaUsers(app, environment).map((each) => user(each, brokerKeeper)),
  ];
}

const topic = (
  { name, partitions, replicationFactor, config }: KafkaTopic,
  keeper: Operator,
): Topic => ({
  apiVersion: "cluster.redpanda.com/v1alpha2",
  kind: "Topic",
  metadata: { name },
  spec: { cluster: source(keeper), partitions, replicationFactor, additionalConfig: config },
});

const user = ({ name, password, allowed }: KafkaUser, keeper: Operator): User => ({
  apiVersion: "cluster.redpanda.com/v1alpha2",
  kind: "User",
  metadata: { name },
  spec: {
    cluster: source(keeper),
    authentication: {
      type: "scram-sha-256",
      // A password that the operator made up would not be the one that the sidecar has.
      password: { noGenerate: true, valueFrom: { secretKeyRef: password } },
    },
    authorization: { type: "simple", acls: allowed.map(acl) },
  },
});

const source = ({ cluster, namespace }: Operator): ClusterSource => ({
  clusterRef: { name: cluster, namespace },
});

const acl = ({ resource, name, pattern, operations }: KafkaPermission): Acl => ({
  type: "allow",
  resource: { type: resource, name, patternType: pattern },
  operations: operations.map((each) => operationNames[each]),
});

const operationNames = { read: "Read", write: "Write", describe: "Describe" } as const;
