import type { KubernetesObject } from "../api.ts";
import { agentUser } from "../pki.ts";

const rbac = "rbac.authorization.k8s.io";
const agent = "nudge:agent";

/** Rights of those who are no pods: kube-proxy, and the agent of the nodes. */
export const rights: readonly KubernetesObject[] = [
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "nudge:kube-proxy" },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "system:node-proxier" },
    subjects: [{ apiGroup: rbac, kind: "User", name: "system:kube-proxy" }],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRole",
    metadata: { name: agent },
    rules: [
      { apiGroups: [""], resources: ["pods", "namespaces"], verbs: ["list", "watch"] },
      {
        apiGroups: ["networking.k8s.io"],
        resources: ["networkpolicies"],
        verbs: ["list", "watch"],
      },
      {
        apiGroups: [""],
        resources: ["services", "persistentvolumeclaims"],
        verbs: ["list", "watch"],
      },
      { apiGroups: [""], resources: ["persistentvolumes"], verbs: ["create", "patch"] },
      { apiGroups: [""], resources: ["services/status"], verbs: ["patch"] },
    ],
  },
  {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: agent },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: agent },
    subjects: [{ apiGroup: rbac, kind: "User", name: agentUser }],
  },
];
