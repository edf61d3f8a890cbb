import type { Application } from "../model/application.ts";
import type { Environment, SecretRef } from "../model/environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import { everyReplicaOf, replicaGroupPrefix, sharedOf, usesBroker } from "./dapr-pubsub.ts";
import { brokerPasswordSecret } from "./secrets.ts";
import { publishedNames, readNames } from "./topics.ts";

/** A service as the broker knows it, and all that it may do there. */
export interface KafkaUser {
  readonly name: string;
  readonly password: SecretRef;
  readonly allowed: readonly KafkaPermission[];
}

export interface KafkaPermission {
  readonly resource: "topic" | "group";
  readonly name: string;
  readonly pattern: "literal" | "prefixed";
  readonly operations: readonly ("read" | "write" | "describe")[];
}

/** The users of a broker with logins, in the order of the services; who needs none is none. */
export function kafkaUsers(app: Application, environment: Environment): readonly KafkaUser[] {
  const { broker } = environment;
  if (broker.kind !== "kafka" || broker.login.kind !== "scram") return [];
  return app.services.filter(usesBroker).map((spec) => ({
    name: spec.id,
    password: brokerPasswordSecret(spec.id),
    allowed: [...topicPermissions(spec, environment), ...groupPermissions(spec)],
  }));
}

function topicPermissions(
  spec: ServiceSpec,
  { topicLayout }: Environment,
): readonly KafkaPermission[] {
  const topic = (name: string, operation: "read" | "write"): KafkaPermission => ({
    resource: "topic",
    name,
    pattern: "literal",
    operations: [operation, "describe"],
  });
  return [
    ...publishedNames(spec, topicLayout).map((name) => topic(name, "write")),
    ...readNames(spec.subscribes, topicLayout).map((name) => topic(name, "read")),
  ];
}

function groupPermissions(spec: ServiceSpec): readonly KafkaPermission[] {
  const group = (name: string, pattern: KafkaPermission["pattern"]): KafkaPermission => ({
    resource: "group",
    name,
    pattern,
    operations: ["read"],
  });
  return [
    ...(sharedOf(spec).length > 0 ? [group(spec.id, "literal")] : []),
    ...(everyReplicaOf(spec).length > 0 ? [group(replicaGroupPrefix(spec.id), "prefixed")] : []),
  ];
}
