import type { KubernetesObject } from "../api.ts";

const name = "coredns";
const namespace = "kube-system";
const image = "localhost/coredns:1";
const labels = { "k8s-app": "kube-dns" };
/** Below 1024 it would need a right. */
const port = 5353;

const corefile = `.:${port} {
    errors
    health :8080 {
        lameduck 1s
    }
    ready :8181
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        ttl 5
    }
    prometheus :9153
    cache 5
    loadbalance
}
`;

/** The names of services and pods. It asks nobody outside: names of the world are not known. */
export const coredns = (address: string, node: string): readonly KubernetesObject[] => [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "system:coredns" },
    rules: [
      {
        apiGroups: [""],
        resources: ["endpoints", "services", "pods", "namespaces"],
        verbs: ["list", "watch"],
      },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "system:coredns" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:coredns" },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace },
    data: { Corefile: corefile },
  },
  deployment(node),
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kube-dns", namespace, labels },
    spec: {
      clusterIP: address,
      selector: labels,
      ports: [
        { name: "dns", port: 53, targetPort: port, protocol: "UDP" },
        { name: "dns-tcp", port: 53, targetPort: port, protocol: "TCP" },
      ],
    },
  },
];

/** What is started from the toolchain's program, and under which name. */
export const corednsImage = image;

const deployment = (node: string): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace, labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: name,
        dnsPolicy: "Default",
        priorityClassName: "system-cluster-critical",
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        // The control plane is on the first node: cut off from it, names would age there.
        nodeSelector: { "kubernetes.io/hostname": node },
        containers: [
          {
            name,
            image,
            imagePullPolicy: "Never",
            args: ["-conf", "/etc/coredns/Corefile"],
            resources: { requests: { cpu: "20m", memory: "40Mi" }, limits: { memory: "170Mi" } },
            ports: [
              { containerPort: port, name: "dns", protocol: "UDP" },
              { containerPort: port, name: "dns-tcp", protocol: "TCP" },
            ],
            readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1 },
            livenessProbe: { httpGet: { path: "/health", port: 8080 }, initialDelaySeconds: 10 },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
          },
        ],
        volumes: [{ name: "config", configMap: { name } }],
      },
    },
  },
});
