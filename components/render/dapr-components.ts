import type { Application } from "../model/application.ts";
import type { Environment } from "../model/environment.ts";
import { daprBindings } from "./dapr-bindings.ts";
import type { Component } from "./dapr-component.ts";
import { daprPubsubs } from "./dapr-pubsub.ts";
import { withSecretStore } from "./dapr-secret-store.ts";
import { daprStateStore } from "./dapr-state-store.ts";

/** Every Dapr component of the application in this environment, each with its scopes. */
export const daprComponents = (app: Application, environment: Environment): readonly Component[] =>
  withSecretStore(app, environment, [
    ...daprPubsubs(app, environment),
    daprStateStore(app, environment),
    ...daprBindings(app, environment),
  ]).filter(({ scopes }) => scopes.length > 0); // Dapr reads an empty list as "everybody".
