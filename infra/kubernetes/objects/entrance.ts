import type { KubernetesObject } from "../api.ts";
import { brought } from "../images/brought.ts";

/** Its class, its namespace, and the path below which it answers for itself. */
export const entranceName = "entrance";
const namespace = entranceName;
const rbac = "rbac.authorization.k8s.io";
const name = entranceName;
const labels = { app: name };
const port = 8_080;
const servicePath = `/api/v1/namespaces/${namespace}/services/${name}`;

/** What leads requests of people to services, at an address that this machine reaches. */
export const entrance = (node: string): readonly KubernetesObject[] => [
  {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: namespace,
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: {
      type: "LoadBalancer",
      selector: labels,
      ports: [{ name: "http", port: 80, targetPort: port }],
    },
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name },
    spec: { controller: "nudge/entrance" },
  },
  ...rights,
  deployment(node),
];

const rights: readonly KubernetesObject[] = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRole",
    metadata: { name: "nudge:entrance" },
    rules: [
      {
        apiGroups: ["networking.k8s.io"],
        resources: ["ingresses"],
        verbs: ["list", "watch"],
      },
      { apiGroups: ["networking.k8s.io"], resources: ["ingresses/status"], verbs: ["patch"] },
      { apiGroups: [""], resources: ["services"], verbs: ["get", "list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "nudge:entrance" },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "nudge:entrance" },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  },
];

const deployment = (node: string): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: name,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        // This machine reaches the cluster by the first node.
        nodeSelector: { "kubernetes.io/hostname": node },
        containers: [
          {
            name,
            image: brought.entrance,
            imagePullPolicy: "Never",
            env: [
              { name: "CLASS", value: name },
              { name: "SERVICE", value: servicePath },
            ],
            ports: [{ name: "http", containerPort: port }],
            resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "256Mi" } },
            readinessProbe: {
              httpGet: { path: "/entrance/health", port: "http" },
              periodSeconds: 1,
            },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
          },
        ],
      },
    },
  },
});
