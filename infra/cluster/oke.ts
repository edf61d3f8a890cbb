import {
  Cluster,
  getClusterKubeConfigOutput,
  NodePool,
} from "@pulumi/oci/containerengine/index.js";
import { InternetGateway, NatGateway, RouteTable, Subnet, Vcn } from "@pulumi/oci/core/index.js";
import type { Resource } from "@pulumi/pulumi";
import { transformed } from "../transform.ts";
import { freeTier, type OracleArgs } from "./cluster-args.ts";
import type { ClusterMaker } from "./cluster-maker.ts";

const ranges = { network: "10.40.0.0/16", doors: "10.40.0.0/24", machines: "10.40.16.0/20" };
const anywhere = "0.0.0.0/0";

/** A cluster at Oracle: its doors in a public subnet, its machines in a private one. */
export const oke =
  (args: OracleArgs): ClusterMaker =>
  (name, parent, transform) => {
    const { compartment: compartmentId, version, pools, availabilityDomains } = args;
    const { vcn, doors, machines } = subnets(name, compartmentId, parent);
    const child = { parent };
    const cluster = new Cluster(
      name,
      transformed(
        {
          compartmentId,
          name,
          kubernetesVersion: version,
          vcnId: vcn.id,
          // Of the two kinds of cluster, the basic one costs nothing.
          type: args.profile === "free-tier" ? "BASIC_CLUSTER" : "ENHANCED_CLUSTER",
          endpointConfig: { isPublicIpEnabled: true, subnetId: doors.id },
          options: { serviceLbSubnetIds: [doors.id] },
        },
        transform.oke,
      ),
      child,
    );
    const { ocpus, memoryGiB } = args.profile === "free-tier" ? freeTier : args.profile;
    for (const pool of pools) {
      new NodePool(
        `${name}-${pool.name}`,
        transformed(
          {
            compartmentId,
            clusterId: cluster.id,
            name: pool.name,
            kubernetesVersion: version,
            nodeShape: pool.size,
            nodeShapeConfig: { ocpus, memoryInGbs: memoryGiB },
            nodeSourceDetails: { sourceType: "IMAGE", imageId: args.image },
            nodeConfigDetails: {
              size: pool.min,
              placementConfigs: availabilityDomains.map((availabilityDomain) => ({
                availabilityDomain,
                subnetId: machines.id,
              })),
            },
          },
          transform.okePool,
        ),
        // The cluster autoscaler changes how many there are; we say where it begins.
        { parent, ignoreChanges: ["nodeConfigDetails.size"] },
      );
    }
    return {
      kubeconfig: getClusterKubeConfigOutput({ clusterId: cluster.id }, child).content,
      surroundings: {
        cloud: "oci",
        compartment: compartmentId,
        subnet: machines.id,
        availabilityDomain: availabilityDomains[0] ?? "",
      },
    };
  };

function subnets(name: string, compartmentId: string, parent: Resource) {
  const child = { parent };
  const vcn = new Vcn(`${name}-network`, { compartmentId, cidrBlocks: [ranges.network] }, child);
  const inside = { compartmentId, vcnId: vcn.id };
  const door = new InternetGateway(`${name}-internet`, inside, child);
  const nat = new NatGateway(`${name}-nat`, inside, child);
  const route = (role: string, networkEntityId: typeof door.id) =>
    new RouteTable(
      `${name}-${role}-routes`,
      { ...inside, routeRules: [{ destination: anywhere, networkEntityId }] },
      child,
    );
  const doors = new Subnet(
    `${name}-doors`,
    { ...inside, cidrBlock: ranges.doors, routeTableId: route("doors", door.id).id },
    child,
  );
  const machines = new Subnet(
    `${name}-machines`,
    {
      ...inside,
      cidrBlock: ranges.machines,
      routeTableId: route("machines", nat.id).id,
      prohibitPublicIpOnVnic: true,
    },
    child,
  );
  return { vcn, doors, machines };
}
