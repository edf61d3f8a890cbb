import type { ManagedClusterArgs } from "@pulumi/azure-native/containerservice/index.js";
import type { KubernetesClusterArgs, KubernetesNodePoolArgs } from "@pulumi/digitalocean";
import type {
  ClusterArgs as GoogleClusterArgs,
  NodePoolArgs as GoogleNodePoolArgs,
} from "@pulumi/gcp/container/index.js";
import type {
  ClusterArgs as OracleClusterArgs,
  NodePoolArgs as OracleNodePoolArgs,
} from "@pulumi/oci/containerengine/index.js";
import type { Transform } from "../transform.ts";

/** The side door of the cluster and of each pool of machines, whichever cloud a stack is at. */
export interface ClusterTransforms {
  readonly doks?: Transform<KubernetesClusterArgs>;
  readonly doksPool?: Transform<KubernetesNodePoolArgs>;
  readonly gke?: Transform<GoogleClusterArgs>;
  readonly gkePool?: Transform<GoogleNodePoolArgs>;
  /** Its pools are a part of it. */
  readonly aks?: Transform<ManagedClusterArgs>;
  readonly oke?: Transform<OracleClusterArgs>;
  readonly okePool?: Transform<OracleNodePoolArgs>;
}
