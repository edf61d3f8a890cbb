import type { Application } from "../model/application.ts";
import type { Environment } from "../model/environment.ts";
import { checkEnvironment } from "../model/environment-checks.ts";
import { type Configuration, daprConfigurations } from "./dapr-access.ts";
import type { Component } from "./dapr-component.ts";
import { daprComponents } from "./dapr-components.ts";
import { daprResiliency, type Resiliency } from "./dapr-resiliency.ts";
import { daprSubscriptions, type Subscription } from "./dapr-subscriptions.ts";

/** Everything that Dapr is told about an application. */
export interface DaprResources {
  readonly components: readonly Component[];
  readonly subscriptions: readonly Subscription[];
  readonly resiliency: readonly Resiliency[];
  readonly configurations: readonly Configuration[];
}

/** The same resources for every runtime: embedded, beside a process, or in a cluster. */
export function daprResources(app: Application, environment: Environment): DaprResources {
  checkEnvironment(app, environment);
  return {
    components: daprComponents(app, environment),
    subscriptions: daprSubscriptions(app, environment),
    resiliency: daprResiliency(app, environment),
    configurations: daprConfigurations(app, environment),
  };
}
