import {
  listManagedClusterUserCredentialsOutput,
  ManagedCluster,
} from "@pulumi/azure-native/containerservice/index.js";
import { Subnet, VirtualNetwork } from "@pulumi/azure-native/network/index.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/index.js";
import { transformed } from "../transform.ts";
import type { AzureArgs, NodePool } from "./cluster-args.ts";
import type { ClusterMaker } from "./cluster-maker.ts";

const ranges = {
  network: "10.30.0.0/16",
  machines: "10.30.0.0/20",
  services: "10.31.0.0/20",
  names: "10.31.0.10",
};

/** A cluster at Azure, in a resource group and a network of its own. */
export const aks =
  ({ region, version, pools }: AzureArgs): ClusterMaker =>
  (name, parent, transform) => {
    const child = { parent };
    const group = new ResourceGroup(`${name}-group`, { location: region }, child);
    const network = new VirtualNetwork(
      `${name}-network`,
      {
        resourceGroupName: group.name,
        location: region,
        addressSpace: { addressPrefixes: [ranges.network] },
      },
      child,
    );
    const subnet = new Subnet(
      `${name}-subnet`,
      {
        resourceGroupName: group.name,
        virtualNetworkName: network.name,
        addressPrefix: ranges.machines,
      },
      child,
    );
    const cluster = new ManagedCluster(
      name,
      transformed(
        {
          resourceGroupName: group.name,
          location: region,
          kubernetesVersion: version,
          dnsPrefix: name,
          enableRBAC: true,
          identity: { type: "SystemAssigned" },
          agentPoolProfiles: pools.map((pool, i) => ({
            ...machines(pool),
            mode: i === 0 ? "System" : "User",
            vnetSubnetID: subnet.id,
          })),
          networkProfile: {
            networkPlugin: "azure",
            networkPluginMode: "overlay",
            networkPolicy: "cilium",
            networkDataplane: "cilium",
            serviceCidr: ranges.services,
            dnsServiceIP: ranges.names,
          },
          autoUpgradeProfile: { upgradeChannel: "patch" },
        },
        transform.aks,
      ),
      child,
    );
    const { kubeconfigs } = listManagedClusterUserCredentialsOutput(
      { resourceGroupName: group.name, resourceName: cluster.name },
      child,
    );
    return {
      kubeconfig: kubeconfigs.apply(([config]) =>
        Buffer.from(config?.value ?? "", "base64").toString("utf8"),
      ),
      surroundings: {
        cloud: "azure",
        region,
        resourceGroup: group.name,
        network: network.id,
        subnet: subnet.id,
      },
    };
  };

const machines = ({ name, size, min, max }: NodePool) => ({
  name,
  vmSize: size,
  count: min,
  enableAutoScaling: true,
  minCount: min,
  maxCount: max,
  type: "VirtualMachineScaleSets",
  osType: "Linux",
});
