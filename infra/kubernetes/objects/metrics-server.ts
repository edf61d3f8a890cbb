import type { KubernetesObject } from "../api.ts";

const name = "metrics-server";
const namespace = "kube-system";
const labels = { "k8s-app": name };
const account = { kind: "ServiceAccount", name, namespace };
const rbac = "rbac.authorization.k8s.io";

/** What is started from the toolchain's program, and under which name. */
export const metricsServerImage = "localhost/metrics-server:1";

const role = (kind: "ClusterRole" | "Role", of: string) => ({ apiGroup: rbac, kind, name: of });

/** What pods use, for those who scale them. */
export const metricsServer: readonly KubernetesObject[] = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRole",
    metadata: { name: "system:metrics-server" },
    rules: [
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      {
        apiGroups: [""],
        resources: ["pods", "nodes", "configmaps", "namespaces"],
        verbs: ["get", "list", "watch"],
      },
    ],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "system:metrics-server" },
    roleRef: role("ClusterRole", "system:metrics-server"),
    subjects: [account],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "metrics-server:system:auth-delegator" },
    roleRef: role("ClusterRole", "system:auth-delegator"),
    subjects: [account],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata: { name: "metrics-server-auth-reader", namespace },
    roleRef: role("Role", "extension-apiserver-authentication-reader"),
    subjects: [account],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRole",
    metadata: {
      name: "system:aggregated-metrics-reader",
      labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" },
    },
    rules: [
      {
        apiGroups: ["metrics.k8s.io"],
        resources: ["pods", "nodes"],
        verbs: ["get", "list", "watch"],
      },
    ],
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          containers: [container()],
          volumes: [{ name: "tmp", emptyDir: {} }],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { selector: labels, ports: [{ port: 443, targetPort: "https" }] },
  },
  {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name: "v1beta1.metrics.k8s.io" },
    spec: {
      group: "metrics.k8s.io",
      version: "v1beta1",
      groupPriorityMinimum: 100,
      versionPriority: 100,
      // It makes its own certificate at each start.
      insecureSkipTLSVerify: true,
      service: { name, namespace },
    },
  },
];

function container() {
  return {
    name,
    image: metricsServerImage,
    imagePullPolicy: "Never",
    args: [
      "--cert-dir=/tmp",
      "--secure-port=10250",
      "--kubelet-preferred-address-types=InternalIP",
      "--kubelet-certificate-authority=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
      // Metrics Server 0.9 ends at once when this is not more than the time for one request.
      "--metric-resolution=10s",
      "--kubelet-request-timeout=5s",
    ],
    resources: { requests: { cpu: "20m", memory: "40Mi" } },
    ports: [{ containerPort: 10_250, name: "https" }],
    readinessProbe: {
      httpGet: { path: "/readyz", port: "https", scheme: "HTTPS" },
      periodSeconds: 2,
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
  };
}
