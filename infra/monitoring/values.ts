import type { Monitoring } from "../../components/model/cluster-environment.ts";
import type { Redundancy } from "../platform-part.ts";
import { images } from "../versions.ts";
import { grafanaLogin, releaseName, type Share, shares, tools } from "./tools.ts";

export interface MonitoringValues extends Pick<Exclude<Monitoring, "off">, "metrics"> {
  /** Two of what must not miss a moment, or one of each; alerts are sent only where two watch. */
  readonly redundancy: Redundancy;
  /** Of the volumes. @default the cluster's own default class */
  readonly storageClass?: string;
}

/** Alerts are to be known within two minutes: a rule looks at several of these. */
const interval = "15s";
/** How much faster a large cluster's metrics grow than a small one's. */
const largeFactor = 4;

/**
 * Values of the chart kube-prometheus-stack 88.5.3, for a namespace that lets only restricted pods
 * in. Rules and dashboards of ours are objects of their own: whatever stands in the cluster is taken.
 */
export const monitoringValues = (args: MonitoringValues) => {
  const isLarge = args.redundancy === "several";
  return {
    fullnameOverride: releaseName,
    // Helm installs definitions once and never again: the job brings the newer ones of a raise.
    crds: {
      enabled: true,
      upgradeJob: {
        enabled: true,
        image: { busybox: { tag: images.busybox.split(":").at(-1) } },
        resources: resources({ cpuMilli: 10, memoryMiB: 32, memoryMiBMax: 128 }),
      },
    },
    // What the chart brings asks about nodes and control planes that a managed cluster hides.
    ...Object.fromEntries(hidden.map((part) => [part, { enabled: false }])),
    defaultRules: { create: isLarge },
    // It would read the machine's own disk, which no restricted pod may.
    nodeExporter: { enabled: false },
    prometheusOperator: {
      // Rules are tested before they are sent, and the webhook would have to be open to everybody.
      admissionWebhooks: { enabled: false },
      tls: { enabled: false },
      resources: resources(shares.operator),
      prometheusConfigReloader: { resources: resources(shares.prometheusReloader) },
    },
    "kube-state-metrics": { resources: resources(shares.kubeStateMetrics) },
    grafana: grafanaOf(args),
    prometheus: prometheusOf(args),
    alertmanager: alertmanagerOf(args),
  };
};

const hidden = ["kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler"];

const prometheusOf = ({ redundancy, metrics, storageClass }: MonitoringValues) => ({
  service: { port: tools.prometheus.port },
  prometheusSpec: {
    replicas: redundancy === "several" ? 2 : 1,
    retention: metrics.keptFor,
    scrapeInterval: interval,
    evaluationInterval: interval,
    // Monitors and rules are of the application and of others: none bears the chart's label.
    ruleSelectorNilUsesHelmValues: false,
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
    probeSelectorNilUsesHelmValues: false,
    scrapeConfigSelectorNilUsesHelmValues: false,
    resources: resources(sized(shares.prometheus, redundancy)),
    ...(metrics.volume === "none"
      ? {}
      : {
          // Before the volume is full, the oldest go: a full one takes nothing any more.
          retentionSize: `${Math.floor(metrics.volume * 0.85)}GiB`,
          storageSpec: { volumeClaimTemplate: claim(metrics.volume, storageClass) },
        }),
  },
});

const alertmanagerOf = ({ redundancy, storageClass }: MonitoringValues) =>
  redundancy === "one"
    ? { enabled: false }
    : {
        enabled: true,
        alertmanagerSpec: {
          replicas: 2,
          resources: resources({ cpuMilli: 10, memoryMiB: 48, memoryMiBMax: 128 }),
          storage: { volumeClaimTemplate: claim(1, storageClass) },
        },
      };

const grafanaOf = ({ redundancy }: MonitoringValues) => ({
  fullnameOverride: tools.grafana.service,
  admin: {
    existingSecret: grafanaLogin.name,
    userKey: "user",
    passwordKey: grafanaLogin.key,
  },
  service: { port: tools.grafana.port },
  // It would change the owner of a volume that it has not, as root.
  initChownData: { enabled: false },
  testFramework: { enabled: false },
  // Otherwise its account reads every secret of the cluster, to look for dashboards in them.
  rbac: { namespaced: true },
  resources: resources(sized(shares.grafana, redundancy)),
  defaultDashboardsEnabled: redundancy === "several",
  sidecar: {
    // There are two of them, for dashboards and for sources.
    resources: resources(halved(shares.grafanaSidecars)),
    dashboards: { resource: "configmap" },
    datasources: { resource: "configmap" },
  },
  additionalDataSources: [
    {
      name: "Zipkin",
      type: "zipkin",
      access: "proxy",
      url: `http://${tools.tracing.service}:${tools.tracing.port}`,
    },
  ],
});

const resources = ({ cpuMilli, memoryMiB, memoryMiBMax }: Share) => ({
  requests: { cpu: `${cpuMilli}m`, memory: `${memoryMiB}Mi` },
  limits: { memory: `${memoryMiBMax}Mi` },
});

const sized = (share: Share, redundancy: Redundancy): Share =>
  redundancy === "one" ? share : scaled(share, largeFactor);

const halved = (share: Share): Share => scaled(share, 0.5);

const scaled = ({ cpuMilli, memoryMiB, memoryMiBMax }: Share, factor: number): Share => ({
  cpuMilli: Math.ceil(cpuMilli * factor),
  memoryMiB: Math.ceil(memoryMiB * factor),
  memoryMiBMax: Math.ceil(memoryMiBMax * factor),
});

const claim = (gibibytes: number, storageClass: string | undefined) => ({
  spec: {
    accessModes: ["ReadWriteOnce"],
    ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    resources: { requests: { storage: `${gibibytes}Gi` } },
  },
});
