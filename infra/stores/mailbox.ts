import { apps, core } from "@pulumi/kubernetes";
import type { Resource } from "@pulumi/pulumi";
import type { PlatformPart } from "../platform-part.ts";
import { images as published } from "../versions.ts";

const name = "mailpit";
const ports = { smtp: 1_025, page: 8_025 };
const userId = 1000;

/** A mail server that delivers nothing and shows everything: for stacks that reach no people. */
export function mailbox(
  {
    namespace,
    provider,
    images = published,
  }: { readonly namespace: string } & Pick<PlatformPart, "provider" | "images">,
  parent: Resource,
): apps.v1.Deployment {
  const labels = { "app.kubernetes.io/name": name };
  const metadata = { name, namespace, labels };
  const child = { parent, provider };
  new core.v1.Service(
    name,
    {
      metadata,
      spec: {
        selector: labels,
        ports: Object.entries(ports).map(([role, port]) => ({ name: role, port })),
      },
    },
    child,
  );
  return new apps.v1.Deployment(
    name,
    {
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: podOf(images.mailpit) },
      },
    },
    child,
  );
}

const podOf = (image: string) => ({
  automountServiceAccountToken: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: userId,
    seccompProfile: { type: "RuntimeDefault" },
  },
  containers: [
    {
      name,
      image,
      ports: Object.entries(ports).map(([role, port]) => ({ name: role, containerPort: port })),
      resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
      readinessProbe: { httpGet: { path: "/readyz", port: ports.page } },
      livenessProbe: { httpGet: { path: "/livez", port: ports.page } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
    },
  ],
  volumes: [{ name: "scratch", emptyDir: {} }],
});
