import { KubernetesCluster, KubernetesNodePool, Vpc } from "@pulumi/digitalocean";
import { transformed } from "../transform.ts";
import type { DigitalOceanArgs, NodePool } from "./cluster-args.ts";
import type { ClusterMaker } from "./cluster-maker.ts";

/** Sunday night, when fewest people are there. */
const maintenance = { day: "sunday", startTime: "03:00" };

/** A cluster at DigitalOcean, in a network of its own. */
export const doks =
  ({ region, version, pools: [first, ...others] }: DigitalOceanArgs): ClusterMaker =>
  (name, parent, transform) => {
    if (first === undefined) throw new Error("cluster.pools: is empty");
    const network = new Vpc(`${name}-network`, { name, region }, { parent });
    const cluster = new KubernetesCluster(
      name,
      transformed(
        {
          name,
          region,
          version,
          vpcUuid: network.id,
          ha: true,
          autoUpgrade: true,
          surgeUpgrade: true,
          registryIntegration: true,
          maintenancePolicy: maintenance,
          nodePool: machines(first),
        },
        transform.doks,
      ),
      { parent },
    );
    for (const pool of others) {
      new KubernetesNodePool(
        `${name}-${pool.name}`,
        transformed({ clusterId: cluster.id, ...machines(pool) }, transform.doksPool),
        { parent },
      );
    }
    return {
      kubeconfig: cluster.kubeConfigs.apply(([config]) => config?.rawConfig ?? ""),
      surroundings: { cloud: "digitalocean", region, network: network.id },
    };
  };

const machines = ({ name, size, min, max }: NodePool) => ({
  name,
  size,
  autoScale: true,
  minNodes: min,
  maxNodes: max,
});
