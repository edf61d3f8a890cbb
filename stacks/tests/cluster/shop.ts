import { join } from "node:path";
import type { KubernetesObject } from "../../../infra/kubernetes/api.ts";
import type { Image } from "../../../infra/kubernetes/images/image.ts";
import { nodeLayer } from "../../../infra/kubernetes/images/node-image.ts";
import { entryFrom } from "../../../infra/kubernetes/images/program-image.ts";

const namespace = "shop";
const image = "shop/probe:1";

/** An image whose program answers, and asks others when it is told to. */
export const probeImage = async (): Promise<Image> => ({
  name: image,
  layers: [
    await nodeLayer(),
    [entryFrom(join(import.meta.dirname, "probe.mjs"), "app/probe.mjs", 0o644)],
  ],
  config: { Entrypoint: ["/usr/bin/node", "/app/probe.mjs"], User: "1000:1000" },
});

/** A namespace that lets only the most careful pods in. */
export const shop: KubernetesObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
};

/** A pod that answers, on a given node, with a volume, or neither. */
export const probe = (
  name: string,
  { nodeName, claim }: { readonly nodeName?: string | undefined; readonly claim?: string } = {},
): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace, labels: { app: name } },
  spec: {
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(claim === undefined
      ? {}
      : { volumes: [{ name: "data", persistentVolumeClaim: { claimName: claim } }] }),
    terminationGracePeriodSeconds: 1,
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "probe",
        image,
        ...(claim === undefined ? {} : { volumeMounts: [{ name: "data", mountPath: "/data" }] }),
        ports: [{ name: "http", containerPort: 8080 }],
        readinessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 1 },
        resources: { limits: { memory: "128Mi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
      },
    ],
  },
});

/** Room for data, of the class that a cluster gives unasked. */
export const claim = (name: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name, namespace },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } },
});

/** The way to a pod by a name. */
export const service = (name: string, type = "ClusterIP"): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace },
  spec: { type, selector: { app: name }, ports: [{ port: 80, targetPort: "http" }] },
});

/** A policy about pods of the shop. */
export const policy = (name: string, spec: unknown): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace },
  spec,
});
