import { apps, core } from "@pulumi/kubernetes";
import type { Input, Resource } from "@pulumi/pulumi";
import type { PlatformPart } from "../platform-part.ts";

/** A server in one pod, which keeps what it has in one volume. */
export interface ServerArgs extends Pick<PlatformPart, "provider" | "storageClass" | "data"> {
  readonly namespace: string;
  readonly image: string;
  readonly port: number;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, Input<string>>>;
  /** Variables whose values are secrets. */
  readonly secrets: Readonly<Record<string, Input<string>>>;
  /** Where the image keeps its data, and how much of it there may be. */
  readonly volume: { readonly path: string; readonly gibibytes: number };
  /** What the server may write besides, and forgets. */
  readonly scratch: readonly string[];
  /** The command that succeeds when the server answers; without one, its port must be open. */
  readonly probe?: readonly string[];
  /** @default enough for a person or a small team */
  readonly resources?: typeof usualResources;
  /** The number of the user that the image's server runs as. */
  readonly userId: number;
}

/** The first start makes the data; one on a machine with other work takes minutes. */
const startSeconds = 300;
/** Whoever needs more has a managed one. */
const usualResources = { requests: { cpu: "50m", memory: "160Mi" }, limits: { memory: "512Mi" } };

/** Makes the server: a secret, an address, and one pod with its volume. */
export function server(name: string, args: ServerArgs, parent: Resource): apps.v1.StatefulSet {
  const { namespace, provider, port } = args;
  const inside = { namespace, name, labels: { "app.kubernetes.io/name": name } };
  const child = { parent, provider };
  const credentials = new core.v1.Secret(
    `${name}-credentials`,
    { metadata: { ...inside, name: `${name}-credentials` }, stringData: { ...args.secrets } },
    child,
  );
  new core.v1.Service(
    name,
    {
      metadata: inside,
      spec: { selector: inside.labels, ports: [{ name: "server", port, targetPort: port }] },
    },
    child,
  );
  return new apps.v1.StatefulSet(
    name,
    {
      metadata: inside,
      spec: {
        serviceName: name,
        replicas: 1,
        selector: { matchLabels: inside.labels },
        template: { metadata: { labels: inside.labels }, spec: podOf(name, args) },
        volumeClaimTemplates: [
          {
            metadata: { name: "data" },
            spec: {
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage: `${args.volume.gibibytes}Gi` } },
              ...(args.storageClass === undefined ? {} : { storageClassName: args.storageClass }),
            },
          },
        ],
      },
    },
    { ...child, dependsOn: credentials, protect: args.data === "protected" },
  );
}

function podOf(name: string, args: ServerArgs) {
  const { image, port, userId, volume, scratch, resources = usualResources } = args;
  const probe = {
    ...(args.probe === undefined
      ? { tcpSocket: { port } }
      : { exec: { command: [...args.probe] } }),
    timeoutSeconds: 5,
  };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: userId,
      runAsGroup: userId,
      fsGroup: userId,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: "server",
        image,
        ...(args.args === undefined ? {} : { args: [...args.args] }),
        ports: [{ name: "server", containerPort: port }],
        env: [
          ...Object.entries(args.env).map(([key, value]) => ({ name: key, value })),
          ...Object.keys(args.secrets).map((key) => ({
            name: key,
            valueFrom: { secretKeyRef: { name: `${name}-credentials`, key } },
          })),
        ],
        resources,
        startupProbe: { ...probe, periodSeconds: 1, failureThreshold: startSeconds },
        readinessProbe: { ...probe, periodSeconds: 5 },
        livenessProbe: { ...probe, periodSeconds: 20, failureThreshold: 6 },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [
          { name: "data", mountPath: volume.path },
          ...scratch.map((path, i) => ({ name: "scratch", mountPath: path, subPath: `${i}` })),
        ],
      },
    ],
    volumes: [{ name: "scratch", emptyDir: {} }],
  };
}
