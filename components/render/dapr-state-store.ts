import type { Application } from "../model/application.ts";
import type { Environment, StateStore } from "../model/environment.ts";
import { stateStoreName } from "../model/names.ts";
import type { ServiceSpec } from "../model/service.ts";
import { type Component, component, type Setting } from "./dapr-component.ts";

/** Whether the service has to reach the store. */
export const usesState = (spec: ServiceSpec): boolean => spec.state.length > 0;

/** The state store; Dapr puts each app's id before its keys, so that none sees another's. */
export function daprStateStore(app: Application, { stateStore }: Environment): Component {
  const scopes = app.services.filter(usesState).map(({ id }) => id);
  return component({ name: stateStoreName, scopes, ...made(stateStore) });
}

interface Made {
  readonly type: string;
  readonly version?: string;
  readonly settings: Readonly<Record<string, Setting>>;
}

function made(store: StateStore): Made {
  switch (store.kind) {
    case "runtime":
      return { type: "state.in-memory", settings: {} };
    case "postgresql":
      return {
        type: "state.postgresql",
        version: "v2",
        settings: { connectionString: store.connection, maxConns: String(store.connectionsMax) },
      };
    case "redis":
      return {
        type: "state.redis",
        settings: {
          redisHost: store.address,
          redisPassword: store.password,
          ...(store.tls === "public" ? { enableTLS: "true" } : {}),
        },
      };
    default:
      return store satisfies never;
  }
}
