import { type Application, callersOf } from "../model/application.ts";
import type { Environment, Tracing } from "../model/environment.ts";
import { secretStoreName } from "../model/names.ts";
import type { ServiceSpec } from "../model/service.ts";
import { daprComponents } from "./dapr-components.ts";

/** Settings of one sidecar. Unlike other resources it has no scopes: a sidecar asks for it by name. */
export interface Configuration {
  readonly apiVersion: "dapr.io/v1alpha1";
  readonly kind: "Configuration";
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly accessControl: {
      readonly defaultAction: "deny";
      readonly trustDomain: "public";
      readonly policies?: readonly {
        readonly appId: string;
        readonly defaultAction: "allow";
        readonly trustDomain: "public";
        readonly namespace: string;
      }[];
    };
    /** Only where a store can be seen: Dapr warns of rules for one that is not there. */
    readonly secrets?: { readonly scopes: readonly SecretScope[] };
    readonly metrics: { readonly enabled: true; readonly http: { increasedCardinality: false } };
    readonly tracing?: {
      readonly samplingRate: string;
      readonly zipkin: { readonly endpointAddress: string };
    };
  };
}

interface SecretScope {
  readonly storeName: string;
  readonly defaultAccess: "deny";
  readonly allowedSecrets?: readonly string[];
}

/** Dapr makes a store of this name in every cluster, beside the one that is declared. */
const builtInStore = "kubernetes";

/** One configuration a service, of its name: who may invoke it, and which secrets it may read. */
export function daprConfigurations(
  app: Application,
  environment: Environment,
): readonly Configuration[] {
  const store = daprComponents(app, environment).find(
    ({ metadata }) => metadata.name === secretStoreName,
  );
  return app.services.map((spec) =>
    configuration(app, spec, environment, store?.scopes.includes(spec.id) ?? false),
  );
}

function configuration(
  app: Application,
  spec: ServiceSpec,
  { namespace, secretStore, tracing }: Environment,
  seesSecrets: boolean,
): Configuration {
  const callers = callersOf(app, spec.id).map((appId) => ({
    appId,
    defaultAction: "allow" as const,
    trustDomain: "public" as const,
    namespace,
  }));
  return {
    apiVersion: "dapr.io/v1alpha1",
    kind: "Configuration",
    metadata: { name: spec.id },
    spec: {
      accessControl: {
        defaultAction: "deny",
        trustDomain: "public",
        ...(callers.length > 0 ? { policies: callers } : {}),
      },
      ...(seesSecrets ? { secrets: { scopes: secretScopes(spec, secretStore) } } : {}),
      // Paths hold ids of people: as labels they would be a new series for each of them.
      metrics: { enabled: true, http: { increasedCardinality: false } },
      ...traced(tracing),
    },
  };
}

const secretScopes = (
  { secrets }: ServiceSpec,
  { kind }: Environment["secretStore"],
): readonly SecretScope[] => [
  {
    storeName: secretStoreName,
    defaultAccess: "deny",
    ...(secrets.length > 0 ? { allowedSecrets: secrets } : {}),
  },
  ...(kind === "cluster" ? [{ storeName: builtInStore, defaultAccess: "deny" as const }] : []),
];

function traced(tracing: Tracing): Pick<Configuration["spec"], "tracing"> {
  if (tracing.kind === "off") return {};
  return {
    tracing: {
      samplingRate: String(tracing.share),
      zipkin: { endpointAddress: tracing.address },
    },
  };
}
