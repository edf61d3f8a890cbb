import type { Application } from "../model/application.ts";
import { milliseconds } from "../model/duration.ts";
import type { Environment } from "../model/environment.ts";
import { pubsubName, secretStoreName, stateStoreName } from "../model/names.ts";
import type { Binding, ServiceSpec } from "../model/service.ts";
import type { DaprResource, MetadataEntry } from "./dapr-resource.ts";
import { brokerTopics, publishedNames, subscribedNames } from "./topics.ts";

export type Component = DaprResource<
  "Component",
  { readonly type: string; readonly version: string; readonly metadata: readonly MetadataEntry[] }
>;

/** Every Dapr component of the application in this environment, each with its scopes. */
export function daprComponents(app: Application, environment: Environment): readonly Component[] {
  return [
    pubsub(app, environment),
    stateStore(app, environment),
    secretStore(app),
    ...app.services.flatMap((spec) => spec.bindings.map((b) => binding(spec, b))),
  ].filter(({ scopes }) => scopes.length > 0); // Dapr reads an empty list of scopes as "everybody".
}

/**
 * Dapr lets an app that a topic scope does not name use every topic, so each app is named here,
 * also one that publishes nothing (`web=`), and all topics are protected.
 */
function pubsub(app: Application, environment: Environment): Component {
  const layout = environment.topicLayout;
  const topics = brokerTopics(app, layout).map((t) => t.name);
  const scope = (names: (spec: ServiceSpec) => readonly string[]) =>
    app.services.map((spec) => `${spec.id}=${names(spec).join(",")}`).join(";");
  return component(pubsubName, brokerType[environment.broker.kind], allIds(app), {
    allowedTopics: topics.join(","),
    protectedTopics: topics.join(","),
    publishingScopes: scope((spec) => publishedNames(spec, layout)),
    subscriptionScopes: scope((spec) => subscribedNames(spec, layout)),
  });
}

const brokerType = { runtime: "pubsub.in-memory" } as const;

const storeType = { runtime: "state.in-memory" } as const;

function stateStore(app: Application, environment: Environment): Component {
  const users = app.services.filter((spec) => spec.state.length > 0).map((spec) => spec.id);
  return component(stateStoreName, storeType[environment.stateStore.kind], users, {});
}

function secretStore(app: Application): Component {
  const users = app.services.filter((spec) => spec.secrets.length > 0).map((spec) => spec.id);
  return component(secretStoreName, "secretstores.local.env", users, {});
}

function binding(spec: ServiceSpec, use: Binding): Component {
  switch (use.kind) {
    case "cron":
      return component(use.name, "bindings.cron", [spec.id], {
        schedule: `@every ${milliseconds(use.every) / 1_000}s`,
        direction: "input",
      });
    case "output":
      return component(use.name, "bindings.http", [spec.id], { direction: "output" });
    default:
      return use satisfies never;
  }
}

const allIds = (app: Application) => app.services.map((spec) => spec.id);

function component(
  name: string,
  type: string,
  scopes: readonly string[],
  metadata: Readonly<Record<string, string>>,
): Component {
  return {
    apiVersion: "dapr.io/v1alpha1",
    kind: "Component",
    metadata: { name },
    spec: {
      type,
      version: "v1",
      metadata: Object.entries(metadata).map(([key, value]) => ({ name: key, value })),
    },
    scopes,
  };
}
