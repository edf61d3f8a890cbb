import { apps, core, type Provider } from "@pulumi/kubernetes";
import type { Resource } from "@pulumi/pulumi";
import { type Transform, transformed } from "../transform.ts";
import { images } from "../versions.ts";
import { shares, tools } from "./tools.ts";

const { service: name, port } = tools.tracing;
const labels = { "app.kubernetes.io/name": name };
/** The user that the image makes. */
const userId = 1_000;
/** A span is about 1 KB, and of the heap most is for them. */
const spansMax = 50_000;
const heapMiB = 96;

export interface ZipkinArgs {
  readonly namespace: string;
  readonly provider: Provider;
  readonly transform?: Transform<apps.v1.DeploymentArgs>;
}

/** Takes traces, and shows the last ones: they are for looking at today's trouble, and go with it. */
export function zipkin(
  { namespace, provider, transform }: ZipkinArgs,
  options: { readonly parent: Resource; readonly dependsOn: Resource },
): readonly Resource[] {
  const metadata = { name, namespace, labels };
  const child = { ...options, provider };
  const address = new core.v1.Service(
    name,
    { metadata, spec: { selector: labels, ports: [{ name: "http", port, targetPort: "http" }] } },
    child,
  );
  const template = { metadata: { labels }, spec: pod };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  return [address, new apps.v1.Deployment(name, transformed({ metadata, spec }, transform), child)];
}

/** Its pod satisfies Pod Security "restricted". */
export const pod = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: userId,
    runAsGroup: userId,
    seccompProfile: { type: "RuntimeDefault" },
  },
  containers: [
    {
      name,
      image: images.zipkin,
      ports: [{ name: "http", containerPort: port }],
      env: [
        { name: "JAVA_OPTS", value: `-Xms${heapMiB}m -Xmx${heapMiB}m -XX:+ExitOnOutOfMemoryError` },
        { name: "MEM_MAX_SPANS", value: String(spansMax) },
        { name: "QUERY_PORT", value: String(port) },
      ],
      resources: {
        requests: { cpu: `${shares.zipkin.cpuMilli}m`, memory: `${shares.zipkin.memoryMiB}Mi` },
        limits: { memory: `${shares.zipkin.memoryMiBMax}Mi` },
      },
      startupProbe: { ...healthy(), periodSeconds: 2, failureThreshold: 60 },
      readinessProbe: { ...healthy(), periodSeconds: 10 },
      livenessProbe: { ...healthy(), periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      // Java writes measurements of itself there.
      volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
    },
  ],
  volumes: [{ name: "scratch", emptyDir: {} }],
};

function healthy() {
  return { httpGet: { path: "/health", port: "http" } };
}
