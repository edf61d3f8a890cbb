import { z } from "zod";
import type { KubernetesObject } from "../api.ts";
import { storageClass } from "../objects/storage.ts";

/** Folders of volumes, in the node's own `/var/lib`. */
const volumes = "/var/lib/volumes";
const selectedNode = "volume.kubernetes.io/selected-node";

/** A claim that waits for its volume on a node; nothing when it waits for something else. */
export const claimForm = z
  .object({
    metadata: z.object({
      name: z.string(),
      namespace: z.string(),
      uid: z.uuid(),
      annotations: z.record(z.string(), z.string()).default({}),
    }),
    spec: z.object({
      storageClassName: z.string().default(""),
      accessModes: z.array(z.string()).default([]),
      resources: z.object({ requests: z.object({ storage: z.string() }) }),
    }),
    status: z.object({ phase: z.string().default("Pending") }).default({ phase: "Pending" }),
  })
  .transform(({ metadata: { name, namespace, uid, annotations }, spec, status }) => {
    const node = annotations[selectedNode];
    const isOurs = spec.storageClassName === storageClass && status.phase === "Pending";
    if (!isOurs || node === undefined) return undefined;
    const { accessModes, resources } = spec;
    return { name, namespace, uid, node, accessModes, storage: resources.requests.storage };
  });
export type Claim = NonNullable<z.output<typeof claimForm>>;

/** Where what is in the volume of a claim lies on its node. */
export const folderOf = ({ uid }: Claim): string => `${volumes}/${uid}`;

/** The volume of a claim, which belongs to it alone. Made twice, it is the same. */
export const volumeOf = (claim: Claim): KubernetesObject => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name: `folder-${claim.uid}` },
  spec: {
    accessModes: claim.accessModes,
    capacity: { storage: claim.storage },
    storageClassName: storageClass,
    persistentVolumeReclaimPolicy: "Retain",
    claimRef: {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      namespace: claim.namespace,
      name: claim.name,
      uid: claim.uid,
    },
    local: { path: folderOf(claim) },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: "kubernetes.io/hostname", operator: "In", values: [claim.node] },
            ],
          },
        ],
      },
    },
  },
});
