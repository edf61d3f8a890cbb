import type { Resource } from "../resource.ts";

const week = String(7 * 86_400_000);

const container = (changes: object = {}) => ({
  image: "shop/counter:1.0.0",
  env: [{ name: "APP_PORT", value: "8080" }],
  resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "96Mi" } },
  readinessProbe: {},
  livenessProbe: {},
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  ...changes,
});
const pod = { securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } };
const resource = (type: string, props: object, protect = false): Resource => ({
  type,
  name: "counter",
  props,
  protect,
});
const deployment = (changes: object = {}, replicas = 1, inPod: object = pod): Resource =>
  resource("kubernetes:apps/v1:Deployment", {
    metadata: { name: "counter" },
    spec: {
      replicas,
      selector: { matchLabels: { app: "counter" } },
      template: { spec: { ...inPod, containers: [container(changes)] } },
    },
  });
const budget = resource("kubernetes:policy/v1:PodDisruptionBudget", {
  spec: { selector: { matchLabels: { app: "counter" } } },
});
const bus = (publishingScopes: string, scopes = ["counter", "kitchen"]) =>
  resource("kubernetes:dapr.io/v1alpha1:Component", {
    scopes,
    spec: {
      type: "pubsub.kafka",
      metadata: [{ name: "publishingScopes", value: publishingScopes }],
    },
  });
const topic = (retention: string) =>
  resource("kubernetes:cluster.redpanda.com/v1alpha2:Topic", {
    spec: { additionalConfig: { "retention.ms": retention } },
  });
const dapr = (enabled: boolean) =>
  resource("kubernetes:helm.sh/v3:Release", {
    chart: "dapr",
    values: { global: { mtls: { enabled } } },
  });
/** A database of a cloud. */
export const database = (protect: boolean) =>
  resource("digitalocean:index/databaseCluster:DatabaseCluster", {}, protect);

/** For each rule: what keeps it, what breaks it, and what is said then. */
export const fixtures: readonly (readonly [
  rule: string,
  kept: readonly Resource[],
  broken: readonly Resource[],
  said: string,
])[] = [
  [
    "images-are-pinned",
    [deployment()],
    [deployment({ image: "shop/counter:latest" })],
    "name a version",
  ],
  ["images-are-pinned", [deployment()], [deployment({ image: "shop/counter" })], "name a version"],
  ["pods-are-restricted", [deployment()], [deployment({}, 1, {})], "runAsNonRoot, seccomp"],
  ["containers-have-sizes", [deployment()], [deployment({ resources: {} })], "requests.cpu"],
  [
    "containers-have-probes",
    [deployment()],
    [deployment({ livenessProbe: undefined })],
    "livenessProbe",
  ],
  [
    "secrets-are-places",
    [deployment({ env: [{ name: "API_TOKEN", valueFrom: {} }] })],
    [deployment({ env: [{ name: "API_TOKEN", value: "open" }] })],
    "API_TOKEN: name a secret",
  ],
  ["scopes-name-apps", [bus("counter=a;kitchen=")], [bus("counter=a")], "kitchen may publish"],
  ["scopes-name-apps", [bus("counter=a;kitchen=")], [bus("counter=a", [])], "has no scopes"],
  ["mtls-is-on", [dapr(true)], [dapr(false)], "turn it on"],
  ["topics-keep-a-week", [topic(week)], [topic("3600000")], "raise retention.ms"],
  ["copies-have-a-budget", [deployment({}, 2), budget], [deployment({}, 2)], "give it one"],
  ["data-is-protected", [database(true)], [database(false)], "set protect"],
];
