import type { Input } from "@pulumi/pulumi";
import type { Redundancy } from "../platform-part.ts";
import { charts } from "../versions.ts";

/** By these, sidecars and the control plane know each other. */
export interface Certificates {
  /** PEM of the root. */
  readonly root: Input<string>;
  /** PEM of the issuer, signed by the root. */
  readonly issuer: Input<string>;
  /** PEM of the issuer's key. */
  readonly issuerKey: Input<string>;
}

export interface DaprValues {
  /** Copies of operator, sentry and injector; schedulers are always three. */
  readonly redundancy: Redundancy;
  /**
   * The chart makes its own when there are none: then an install takes a minute and a half, for pods
   * wait until the kubelet shows them what the chart filled in later. Once given, never leave them
   * out: the chart would empty what operator and sentry read, and new pods would start without a
   * sidecar.
   */
  readonly certificates?: Certificates;
  /** Where images of the control plane and of sidecars come from. @default Dapr's own registry */
  readonly registry?: string;
  /** Of the schedulers' volumes. @default the cluster's own default class */
  readonly storageClass?: string;
  /**
   * What becomes of a pod that asks for a sidecar while the injector is away: "required" refuses it,
   * "wished" lets it start without.
   */
  readonly sidecars: "required" | "wished";
}

/** Jobs are small; the chart's 16 GiB are for workflows. */
const schedulerVolume = "1Gi";
/** The label by which the injector finds a pod that must have a sidecar. */
const sidecarLabel = { "dapr-app": "true" };

/** Values of Dapr's chart, for namespaces that let only restricted pods in. */
export const daprValues = ({
  redundancy,
  certificates,
  registry,
  storageClass,
  sidecars,
}: DaprValues) => ({
  global: {
    ...(registry === undefined ? {} : { registry }),
    tag: charts.dapr.version,
    logAsJson: true,
    ha: { enabled: redundancy === "several" },
    mtls: { enabled: true },
    seccompProfile: "RuntimeDefault",
  },
  dapr_operator: { resources: resources(10, 48, 192) },
  dapr_placement: { resources: resources(10, 32, 128) },
  dapr_sentry: {
    resources: resources(10, 32, 128),
    ...(certificates === undefined ? {} : { tls: tlsOf(certificates) }),
  },
  dapr_scheduler: {
    resources: resources(20, 64, 256),
    // Jobs in memory are lost with the pods, and one pod that is deleted alone never comes back.
    cluster: {
      inMemoryStorage: false,
      storageSize: schedulerVolume,
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    },
  },
  dapr_sidecar_injector: {
    resources: resources(10, 32, 128),
    sidecarDropALLCapabilities: true,
    webhookFailurePolicy: sidecars === "required" ? "Fail" : "Ignore",
    objectSelector: { matchLabels: sidecarLabel },
  },
  // By default, one account of "default" could read every secret there.
  dapr_rbac: { secretReader: { enabled: false } },
});

const resources = (cpuMilli: number, memoryMiB: number, memoryMiBMax: number) => ({
  requests: { cpu: `${cpuMilli}m`, memory: `${memoryMiB}Mi` },
  limits: { memory: `${memoryMiBMax}Mi` },
});

const tlsOf = ({ root, issuer, issuerKey }: Certificates) => ({
  root: { certPEM: root },
  issuer: { certPEM: issuer, keyPEM: issuerKey },
});
