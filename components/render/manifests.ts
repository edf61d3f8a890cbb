import type { Application } from "../model/application.ts";
import type { ClusterEnvironment } from "../model/cluster-environment.ts";
import { checkClusterEnvironment } from "../model/environment-checks.ts";
import type { ServiceSpec } from "../model/service.ts";
import {
  permissions,
  type Role,
  type RoleBinding,
  type ServiceAccount,
  serviceAccount,
} from "./account.ts";
import { autoscaler, type HorizontalPodAutoscaler } from "./autoscaler.ts";
import { clusterService, type Service } from "./cluster-service.ts";
import type { Configuration } from "./dapr-access.ts";
import type { Component } from "./dapr-component.ts";
import type { Resiliency } from "./dapr-resiliency.ts";
import { type DaprResources, daprResources } from "./dapr-resources.ts";
import type { Subscription } from "./dapr-subscriptions.ts";
import { type Deployment, deployment } from "./deployment.ts";
import { disruptionBudget, type PodDisruptionBudget } from "./disruption-budget.ts";
import { type Ingress, ingress } from "./ingress.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";
import {
  type PodMonitor,
  type ServiceMonitor,
  serviceMonitor,
  sidecarMonitor,
} from "./monitors.ts";
import { type Namespace, namespace } from "./namespace.ts";
import { denyAll, type NetworkPolicy, servicePolicy, sidecarPolicy } from "./network-policy.ts";
import { redpandaObjects, type Topic, type User } from "./redpanda.ts";
import { sidecarDigest } from "./sidecar-digest.ts";

/** Every kind of object that an application is made of, by its name. */
export interface Kinds {
  readonly Namespace: Namespace;
  readonly ServiceAccount: ServiceAccount;
  readonly Role: Role;
  readonly RoleBinding: RoleBinding;
  readonly Deployment: Deployment;
  readonly Service: Service;
  readonly HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  readonly PodDisruptionBudget: PodDisruptionBudget;
  readonly NetworkPolicy: NetworkPolicy;
  readonly Ingress: Ingress;
  readonly ServiceMonitor: ServiceMonitor;
  readonly PodMonitor: PodMonitor;
  readonly Component: Component;
  readonly Configuration: Configuration;
  readonly Subscription: Subscription;
  readonly Resiliency: Resiliency;
  readonly Topic: Topic;
  readonly User: User;
}

/**
 * The side door: what an environment wants otherwise, by kind, without a field of ours for it.
 * Each gets the rendered object and returns the one that is used instead.
 */
export type Transforms = {
  readonly [Kind in keyof Kinds]?: (object: Kinds[Kind]) => KubernetesObject;
};

/** The objects of an application by what they are for. */
export interface Parts {
  /** The room, and what holds for everybody in it. */
  readonly shared: readonly KubernetesObject[];
  readonly eventBus: readonly KubernetesObject[];
  readonly stateStore: readonly KubernetesObject[];
  readonly secretStore: readonly KubernetesObject[];
  readonly bindings: readonly KubernetesObject[];
  /** By the id of the service. */
  readonly services: ReadonlyMap<string, readonly KubernetesObject[]>;
}

/**
 * Everything of the application that a cluster is asked for, apart from secrets.
 * Sorted by kind, then by name. Throws one error with everything that does not fit together.
 */
export function manifests(
  app: Application,
  environment: ClusterEnvironment,
  transforms: Transforms = {},
): readonly KubernetesObject[] {
  const { services, ...others } = partsOf(app, environment, transforms);
  return [...Object.values(others), ...services.values()].flat().sort(byKindAndName);
}

/** The same, part by part. */
export function partsOf(
  app: Application,
  environment: ClusterEnvironment,
  transforms: Transforms = {},
): Parts {
  checkClusterEnvironment(app, environment);
  const dapr = daprResources(app, environment);
  const placed = (objects: readonly Rendered[]) =>
    objects.map((object) => inNamespace(transformed(object, transforms), environment));
  const components = (type: string) =>
    placed(dapr.components.filter(({ spec }) => spec.type.startsWith(`${type}.`)));
  const readBy = (id: string) =>
    placed([
      ...dapr.components.filter(({ scopes }) => scopes.includes(id)),
      ...ofSidecar(dapr, id),
    ]);
  return {
    shared: placed([
      namespace(environment),
      denyAll(),
      sidecarPolicy(environment),
      ...sidecarMonitor(environment),
    ]),
    eventBus: [...placed(redpandaObjects(app, environment)), ...components("pubsub")],
    stateStore: components("state"),
    secretStore: components("secretstores"),
    bindings: components("bindings"),
    services: new Map(
      app.services.map((spec) => [
        spec.id,
        placed([
          ...ofService(app, spec, environment, sidecarDigest(spec.id, readBy(spec.id))),
          ...ofSidecar(dapr, spec.id),
        ]),
      ]),
    ),
  };
}

type Rendered = Kinds[keyof Kinds];

/** Only the namespace itself stands in none. */
const inNamespace = (object: KubernetesObject, { namespace: room }: ClusterEnvironment) =>
  object.kind === "Namespace"
    ? object
    : { ...object, metadata: { ...object.metadata, namespace: room } };

/** What stands around one service. */
const ofService = (
  app: Application,
  spec: ServiceSpec,
  environment: ClusterEnvironment,
  sidecar: string,
): readonly Rendered[] => [
  serviceAccount(spec, environment),
  ...permissions(spec, environment),
  deployment(spec, environment, sidecar),
  clusterService(spec),
  ...autoscaler(spec, environment),
  ...disruptionBudget(spec, environment),
  servicePolicy(app, spec, environment),
  ...ingress(spec, environment),
  ...serviceMonitor(spec, environment),
];

/** What its sidecar is told about it alone. */
const ofSidecar = (dapr: DaprResources, id: string): readonly Rendered[] => [
  ...dapr.configurations.filter(({ metadata }) => metadata.name === id),
  ...[...dapr.subscriptions, ...dapr.resiliency].filter(({ scopes }) => scopes.includes(id)),
];

/** The object, or what the environment makes of objects of its kind. */
function transformed<Kind extends keyof Kinds>(
  object: Kinds[Kind] & { readonly kind: Kind },
  transforms: Transforms,
): KubernetesObject {
  const change = transforms[object.kind];
  return change ? change(object) : object;
}

/** The objects of one kind. */
export const ofKind = <Kind extends keyof Kinds>(
  objects: readonly KubernetesObject[],
  kind: Kind,
): readonly Kinds[Kind][] =>
  objects.filter((object): object is Kinds[Kind] => object.kind === kind);

function byKindAndName(a: KubernetesObject, b: KubernetesObject): number {
  const [left, right] = [a, b].map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  return (left ?? "") < (right ?? "") ? -1 : 1;
}
