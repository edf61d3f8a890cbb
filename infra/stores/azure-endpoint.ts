import { PrivateDnsZoneGroup, PrivateEndpoint } from "@pulumi/azure-native/network/index.js";
import { PrivateZone, VirtualNetworkLink } from "@pulumi/azure-native/privatedns/index.js";
import type { Input, Resource } from "@pulumi/pulumi";
import type { Surroundings } from "../cluster/cluster-maker.ts";

interface Target {
  readonly id: Input<string>;
  /** What Azure calls the part of it that is reached. */
  readonly group: string;
  /** In which the target's public name leads to its private address. */
  readonly zone: string;
}

/** An address of a managed server in the cluster's own network, and the server's name for it. */
export function azureEndpoint(
  name: string,
  { id, group, zone }: Target,
  place: Extract<Surroundings, { readonly cloud: "azure" }>,
  parent: Resource,
): readonly Resource[] {
  const { region, resourceGroup: resourceGroupName, network, subnet } = place;
  const child = { parent };
  const endpoint = new PrivateEndpoint(
    `${name}-endpoint`,
    {
      resourceGroupName,
      location: region,
      subnet: { id: subnet },
      privateLinkServiceConnections: [{ name, groupIds: [group], privateLinkServiceId: id }],
    },
    child,
  );
  const names = new PrivateZone(
    `${name}-names`,
    { resourceGroupName, location: everywhere, privateZoneName: zone },
    child,
  );
  const seen = new VirtualNetworkLink(
    `${name}-names-seen`,
    {
      resourceGroupName,
      location: everywhere,
      privateZoneName: names.name,
      virtualNetwork: { id: network },
      registrationEnabled: false,
    },
    child,
  );
  const kept = new PrivateDnsZoneGroup(
    `${name}-names-kept`,
    {
      resourceGroupName,
      privateEndpointName: endpoint.name,
      privateDnsZoneConfigs: [{ name, privateDnsZoneId: names.id }],
    },
    child,
  );
  return [seen, kept];
}

/** Zones of names stand in no region. */
const everywhere = "global";
