import type { KubernetesObject } from "../api.ts";

/** As most clusters call theirs, so that objects need no change. */
export const storageClass = "standard";

/** Folders of nodes as volumes. The agent of the node that a pod was given to makes them. */
export const storage: readonly KubernetesObject[] = [
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name: storageClass,
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    },
    provisioner: "nudge/folder",
    volumeBindingMode: "WaitForFirstConsumer",
    // What was in it goes with the cluster.
    reclaimPolicy: "Retain",
  },
];
