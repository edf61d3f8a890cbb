import type { ClusterEnvironment } from "../model/cluster-environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import { readsSecretsOf } from "./account.ts";
import { brokerPasswordVariable, usesBroker } from "./dapr-pubsub.ts";
import { servicePort, sidecarGraceSeconds } from "./pod-life.ts";
import { appTokenSecret, brokerPasswordSecret } from "./secrets.ts";

/** What the injector is told about a service's sidecar. */
export const daprAnnotations = (
  spec: ServiceSpec,
  environment: ClusterEnvironment,
): Readonly<Record<string, string>> => ({
  "dapr.io/enabled": "true",
  "dapr.io/app-id": spec.id,
  "dapr.io/app-port": String(servicePort),
  "dapr.io/app-protocol": "http",
  "dapr.io/config": spec.id,
  "dapr.io/app-token-secret": appTokenSecret(spec.id).name,
  "dapr.io/log-as-json": "true",
  // It starts before the service, and ends after it: the service's last words still go out.
  "dapr.io/enable-native-sidecar": "true",
  "dapr.io/graceful-shutdown-seconds": String(sidecarGraceSeconds),
  ...sidecarSize(environment),
  ...(readsSecretsOf(spec, environment)
    ? {}
    : // Without a token of the cluster the built-in store would keep the sidecar from starting.
      { "dapr.io/disable-builtin-k8s-secret-store": "true" }),
  ...brokerPassword(spec, environment),
});

const sidecarSize = ({ sizes: { sidecar } }: ClusterEnvironment) => ({
  "dapr.io/sidecar-cpu-request": `${sidecar.cpuMilli}m`,
  "dapr.io/sidecar-memory-request": `${sidecar.memoryMiB}Mi`,
  "dapr.io/sidecar-memory-limit": `${sidecar.memoryMiBMax}Mi`,
});

function brokerPassword(spec: ServiceSpec, { broker }: ClusterEnvironment) {
  if (broker.kind !== "kafka" || broker.login.kind !== "scram" || !usesBroker(spec)) return {};
  const { name, key } = brokerPasswordSecret(spec.id);
  return { "dapr.io/env-from-secret": `${brokerPasswordVariable}=${name}:${key}` };
}
