import { Network, Router, RouterNat, Subnetwork } from "@pulumi/gcp/compute/index.js";
import { Cluster, NodePool } from "@pulumi/gcp/container/index.js";
import { interpolate } from "@pulumi/pulumi";
import { transformed } from "../transform.ts";
import type { GoogleArgs } from "./cluster-args.ts";
import type { ClusterMaker } from "./cluster-maker.ts";

/** Machines, pods and services in ranges that no other network of ours uses. */
const ranges = { machines: "10.10.0.0/20", pods: "10.20.0.0/14", services: "10.24.0.0/20" };

/** A cluster at Google whose machines have no public address. */
export const gke =
  ({ project, region, version, pools }: GoogleArgs): ClusterMaker =>
  (name, parent, transform) => {
    const child = { parent };
    const network = new Network(
      `${name}-network`,
      { project, autoCreateSubnetworks: false },
      child,
    );
    const subnet = new Subnetwork(
      `${name}-subnet`,
      {
        project,
        region,
        network: network.id,
        ipCidrRange: ranges.machines,
        privateIpGoogleAccess: true,
        secondaryIpRanges: [
          { rangeName: "pods", ipCidrRange: ranges.pods },
          { rangeName: "services", ipCidrRange: ranges.services },
        ],
      },
      child,
    );
    const router = new Router(`${name}-router`, { project, region, network: network.id }, child);
    new RouterNat(
      `${name}-nat`,
      {
        project,
        region,
        router: router.name,
        natIpAllocateOption: "AUTO_ONLY",
        sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
      },
      child,
    );
    const cluster = new Cluster(
      name,
      transformed(
        {
          project,
          location: region,
          minMasterVersion: version,
          network: network.id,
          subnetwork: subnet.id,
          removeDefaultNodePool: true,
          initialNodeCount: 1,
          datapathProvider: "ADVANCED_DATAPATH",
          ipAllocationPolicy: {
            clusterSecondaryRangeName: "pods",
            servicesSecondaryRangeName: "services",
          },
          privateClusterConfig: { enablePrivateNodes: true, enablePrivateEndpoint: false },
          workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` },
          // The stack itself says what is protected.
          deletionProtection: false,
        },
        transform.gke,
      ),
      child,
    );
    for (const pool of pools) {
      new NodePool(
        `${name}-${pool.name}`,
        transformed(
          {
            project,
            cluster: cluster.id,
            name: pool.name,
            initialNodeCount: pool.min,
            autoscaling: { totalMinNodeCount: pool.min, totalMaxNodeCount: pool.max },
            management: { autoRepair: true, autoUpgrade: true },
            nodeConfig: {
              machineType: pool.size,
              oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
              workloadMetadataConfig: { mode: "GKE_METADATA" },
            },
          },
          transform.gkePool,
        ),
        child,
      );
    }
    const authority = cluster.masterAuth.apply(({ clusterCaCertificate }) => clusterCaCertificate);
    return {
      kubeconfig: interpolate`apiVersion: v1
kind: Config
current-context: gke
clusters: [{name: gke, cluster: {server: "https://${cluster.endpoint}", certificate-authority-data: "${authority}"}}]
contexts: [{name: gke, context: {cluster: gke, user: gke}}]
users: [{name: gke, user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: gke-gcloud-auth-plugin, provideClusterInfo: true, interactiveMode: Never}}}]
`,
      surroundings: { cloud: "gcp", region, project, network: network.id },
    };
  };
