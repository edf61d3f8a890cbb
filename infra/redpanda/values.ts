import type { Redundancy } from "../platform-part.ts";

export interface RedpandaValues {
  /** One broker, or three of which one may be away. */
  readonly redundancy: Redundancy;
  /** Size of each broker's volume. */
  readonly gibibytes: number;
  /** Of the volumes. @default the cluster's own default class */
  readonly storageClass?: string;
}

/** With which topics, users and permissions are made. */
export const adminSecret = "redpanda-admin";

/** As many as a majority needs to outlive one of them. */
const brokers = { one: 1, several: 3 };
/** What each container asks for; Redpanda takes four fifths of its memory at once. */
const shares = {
  broker: { one: ["250m", "1Gi"], several: ["1", "2560Mi"] },
  sidecar: ["10m", "64Mi", "160Mi"],
  operator: ["20m", "96Mi", "256Mi"],
} as const;

/** Values of Redpanda's operator 26.2.2, as restricted as its chart lets pods be. */
export const operatorValues = () => ({
  crds: { enabled: true },
  resources: resources(...shares.operator),
  podTemplate: {
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile },
      containers: [{ name: "manager", securityContext }],
    },
  },
});

/** What the operator is told about the brokers: values of Redpanda's chart 26.2.2. */
export const redpandaValues = ({ redundancy, gibibytes, storageClass }: RedpandaValues) => {
  const [cores, memory] = shares.broker[redundancy];
  return {
    statefulset: { replicas: brokers[redundancy], podTemplate: { spec: restrictedPod } },
    // Inside one cluster, policies say who reaches the broker, and logins who may do what.
    tls: { enabled: false },
    auth: { sasl: { enabled: true, mechanism: "SCRAM-SHA-256", secretRef: adminSecret } },
    config: { cluster: { auto_create_topics_enabled: false, kafka_enable_authorization: true } },
    // It would change settings of the machine itself, as root: that is the machine's owner's.
    tuning: { tune_aio_events: false },
    resources: { cpu: { cores }, memory: { container: { max: memory } } },
    storage: {
      persistentVolume: {
        enabled: true,
        size: `${gibibytes}Gi`,
        ...(storageClass === undefined ? {} : { storageClass }),
      },
    },
    external: { enabled: false },
    logging: { usageStats: { enabled: false } },
    console: { enabled: redundancy === "several" },
  };
};

const seccompProfile = { type: "RuntimeDefault" };
const securityContext = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
};

const resources = (cpu: string, memory: string, memoryMax: string) => ({
  requests: { cpu, memory },
  limits: { memory: memoryMax },
});

/** What the chart leaves open, container by container. */
const restrictedPod = {
  securityContext: { runAsNonRoot: true, seccompProfile },
  containers: [
    { name: "redpanda", securityContext },
    { name: "sidecar", securityContext, resources: resources(...shares.sidecar) },
  ],
  initContainers: [
    { name: "redpanda-configurator", securityContext, resources: resources(...shares.sidecar) },
    { name: "bootstrap-yaml-envsubst", securityContext },
  ],
};
