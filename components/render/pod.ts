import type { ClusterEnvironment, ImageVersion, Size } from "../model/cluster-environment.ts";
import type { SecretRef } from "../model/environment.ts";
import type { ServiceSpec } from "../model/service.ts";
import { sizeOf } from "../model/size.ts";
import { readsSecretsOf } from "./account.ts";
import { daprAnnotations } from "./dapr-annotations.ts";
import { selectorOf, sidecarLabel } from "./kubernetes-object.ts";
import { lifecycle, probes, servicePort, terminationGracePeriodSeconds } from "./pod-life.ts";
import { appTokenSecret } from "./secrets.ts";
import { sidecarDigestName } from "./sidecar-digest.ts";

/** The container of the service; the injector puts the sidecar beside it. */
export const containerName = "app";
/** What a process may use more than it asked for before it is stopped. */
const memoryHeadroom = 1.5;
/** Nobody's number on any machine: who breaks out of a container meets no account and no file. */
const userId = 10_001;
/** Nothing is written but the log, of which a kubelet keeps 50 MiB, and on some clouds 250. */
const disk = { request: "64Mi", limit: "512Mi" };

export type PodTemplate = ReturnType<typeof podTemplate>;

/**
 * One replica of a service, whose sidecar reads what has this digest. It satisfies Pod Security
 * "restricted".
 */
export const podTemplate = (
  spec: ServiceSpec,
  environment: ClusterEnvironment,
  sidecar: string,
) => ({
  metadata: {
    labels: { ...selectorOf(spec.id), ...sidecarLabel },
    annotations: annotationsOf(spec, environment, sidecar),
  },
  spec: {
    serviceAccountName: spec.id,
    automountServiceAccountToken: readsSecretsOf(spec, environment),
    // Peers are found by the sidecar: variables for each of them would only slow the start.
    enableServiceLinks: false,
    terminationGracePeriodSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: userId,
      runAsGroup: userId,
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...pullSecrets(environment),
    topologySpreadConstraints: spread(spec.id),
    containers: [container(spec, environment)],
  },
});

const annotationsOf = (
  spec: ServiceSpec,
  environment: ClusterEnvironment,
  sidecar: string,
): Readonly<Record<string, string>> => ({
  ...daprAnnotations(spec, environment),
  [sidecarDigestName]: sidecar,
});

const container = (spec: ServiceSpec, environment: ClusterEnvironment) => ({
  name: containerName,
  image: imageOf(spec.id, environment),
  imagePullPolicy: "IfNotPresent",
  ports: [{ name: "http", containerPort: servicePort }],
  env: variables(spec, environment),
  resources: resourcesOf(sizeOf(spec, environment)),
  ...probes,
  lifecycle,
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
});

/**
 * There is no limit of processor time: a process that may not use what lies idle answers late, and
 * probes take it for hung.
 */
const resourcesOf = ({ cpuMilli, memoryMiB }: Size) => ({
  requests: {
    cpu: `${cpuMilli}m`,
    memory: `${memoryMiB}Mi`,
    "ephemeral-storage": disk.request,
  },
  limits: {
    memory: `${Math.ceil(memoryMiB * memoryHeadroom)}Mi`,
    "ephemeral-storage": disk.limit,
  },
});

function imageOf(id: string, { images }: ClusterEnvironment): string {
  const version: ImageVersion = images.services[id] ?? images.version;
  const name = `${images.repository}/${id}`;
  return "digest" in version ? `${name}@${version.digest}` : `${name}:${version.tag}`;
}

const pullSecrets = ({ images }: ClusterEnvironment) =>
  images.pullSecret === undefined ? {} : { imagePullSecrets: [{ name: images.pullSecret }] };

/** A zone or a machine that is gone should not take every replica with it. */
const spread = (id: string) =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    // A cluster of one machine has no second place, and must run the application all the same.
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selectorOf(id) },
    // Replicas of the version before do not count: they are about to leave.
    matchLabelKeys: ["pod-template-hash"],
  }));

/** What the process is told, sorted by name. */
function variables(spec: ServiceSpec, environment: ClusterEnvironment): readonly Variable[] {
  const { host, topicLayout } = environment;
  const all: Readonly<Record<string, string | SecretRef>> = {
    APP_PORT: String(servicePort),
    APP_API_TOKEN: appTokenSecret(spec.id),
    TOPIC_LAYOUT: topicLayout,
    ...(spec.exposes.kind === "nothing" ? {} : { PUBLIC_URL: addressOf(host) }),
    ...environment.variables["*"],
    ...environment.variables[spec.id],
  };
  return Object.entries(all)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) =>
      typeof value === "string" ? { name, value } : { name, valueFrom: { secretKeyRef: value } },
    );
}

type Variable =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly valueFrom: { readonly secretKeyRef: SecretRef } };

/** Where people reach the application. */
const addressOf = ({ name, certificate }: ClusterEnvironment["host"]) =>
  `${certificate === undefined ? "http" : "https"}://${name}`;
