/**
 * Every chart and image that is not ours, in the one version that we use, with the page that says
 * so. A raise is one line here, and a preview that shows what it changes. Versions of Dapr and of
 * programs of the toolchain must agree: a test compares them.
 */
export const charts = {
  dapr: chart("dapr", "https://dapr.github.io/helm-charts", "1.18.2"),
  // https://github.com/redpanda-data/redpanda-operator/blob/operator/v26.2.2/operator/chart/Chart.yaml
  redpandaOperator: chart("operator", "https://charts.redpanda.com", "26.2.2"),
  // https://github.com/prometheus-community/helm-charts/releases/tag/kube-prometheus-stack-88.5.3
  // It brings the Prometheus operator 0.93.1, whose definitions our objects are held against.
  kubePrometheusStack: chart(
    "kube-prometheus-stack",
    "https://prometheus-community.github.io/helm-charts",
    "88.5.3",
  ),
  // https://github.com/traefik/traefik-helm-chart/blob/v41.3.0/traefik/Chart.yaml
  traefik: chart("traefik", "https://traefik.github.io/charts", "41.3.0"),
  // https://github.com/cert-manager/cert-manager/releases/tag/v1.21.1
  certManager: chart("cert-manager", "https://charts.jetstack.io", "v1.21.1"),
} as const;

/** Images of the servers that stand in any cluster beside the services. */
export type ServerImages = Readonly<Record<"postgresql" | "redis" | "mailpit", string>>;

export const images = {
  postgresql: "docker.io/library/postgres:17.5",
  redis: "docker.io/library/redis:7.4.4",
  mailpit: "docker.io/axllent/mailpit:v1.27.0",
  // https://github.com/openzipkin/zipkin/releases/tag/3.6.1
  zipkin: "ghcr.io/openzipkin/zipkin-slim:3.6.1",
  busybox: "docker.io/library/busybox:1.37.0",
} as const;

/** A chart as `helm.v3.Release` takes it. */
export interface Chart {
  readonly chart: string;
  readonly version: string;
  readonly repositoryOpts: { readonly repo: string };
}

function chart(name: string, repo: string, version: string): Chart {
  return { chart: name, version, repositoryOpts: { repo } };
}
