import type { Application } from "../model/application.ts";
import type { ClusterEnvironment } from "../model/cluster-environment.ts";
import type { Environment, Provider, SecretRef } from "../model/environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import { usesBroker } from "./dapr-pubsub.ts";
import { usesState } from "./dapr-state-store.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

export interface Secret<Value = string> extends KubernetesObject {
  readonly kind: "Secret";
  readonly stringData: Readonly<Record<string, Value>>;
}

/** By this token a service knows its own sidecar; Dapr wants the key to be called so. */
export const appTokenSecret = (id: string): SecretRef => ({
  name: `${id}-app-token`,
  key: "token",
});

/** The password of a service at the broker. */
export const brokerPasswordSecret = (id: string): SecretRef => ({
  name: `${id}-broker`,
  key: "password",
});

/** The place of a secret, as `{name}/{key}`. */
export const placeOf = ({ name, key }: SecretRef): string => `${name}/${key}`;

/** Every secret value that the application needs here, sorted; no value is part of the model. */
export const neededSecrets = (
  app: Application,
  environment: ClusterEnvironment,
): readonly SecretRef[] => sorted(app.services.flatMap((spec) => secretsReadBy(spec, environment)));

/** Those that one service or its sidecar reads, sorted. */
export const secretsReadBy = (
  spec: ServiceSpec,
  environment: ClusterEnvironment,
): readonly SecretRef[] =>
  sorted([
    appTokenSecret(spec.id),
    ...(usesBroker(spec) ? brokerSecrets(spec.id, environment) : []),
    ...(usesState(spec) ? storeSecrets(environment) : []),
    ...outputSecrets(spec, environment),
    ...spec.secrets.map((name) => ({ name, key: name })),
    ...variableSecrets(spec.id, environment),
  ]);

function sorted(refs: readonly SecretRef[]): readonly SecretRef[] {
  const byPlace = new Map(refs.map((ref) => [placeOf(ref), ref]));
  return [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ref]) => ref);
}

/** The secrets as objects; `valueAt` says each value, or hides it. */
export function secretObjects<Value>(
  app: Application,
  environment: ClusterEnvironment,
  valueAt: (ref: SecretRef) => Value,
): readonly Secret<Value>[] {
  const byName = Map.groupBy(neededSecrets(app, environment), ({ name }) => name);
  return [...byName].map(([name, refs]) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: environment.namespace },
    stringData: Object.fromEntries(refs.map((ref) => [ref.key, valueAt(ref)])),
  }));
}

function brokerSecrets(id: string, { broker }: Environment): readonly SecretRef[] {
  if (broker.kind !== "kafka" || broker.login.kind !== "scram") return [];
  const { tls } = broker.login;
  return [brokerPasswordSecret(id), ...(typeof tls === "object" ? [tls.authority] : [])];
}

function storeSecrets({ stateStore }: Environment): readonly SecretRef[] {
  switch (stateStore.kind) {
    case "runtime":
      return [];
    case "postgresql":
      return [stateStore.connection];
    case "redis":
      return [stateStore.password];
    default:
      return stateStore satisfies never;
  }
}

function outputSecrets(spec: ServiceSpec, { outputs }: Environment): readonly SecretRef[] {
  const used = spec.bindings.map(({ name }) => name);
  return Object.entries(outputs.providers)
    .filter(([name]) => used.includes(name))
    .flatMap(([, provider]) => secretsOfProvider(provider));
}

/** Where the credentials of an account that delivers stand. */
export function secretsOfProvider(provider: Provider): readonly SecretRef[] {
  switch (provider.kind) {
    case "smtp":
      return provider.login === "none" ? [] : [provider.login.user, provider.login.password];
    case "sendgrid":
      return [provider.apiKey];
    case "twilio-sms":
      return [provider.accountSid, provider.authToken];
    default:
      return provider satisfies never;
  }
}

const variableSecrets = (id: string, { variables }: ClusterEnvironment) =>
  ["*", id]
    .flatMap((whose) => Object.values(variables[whose] ?? {}))
    .filter((value) => typeof value === "object");
