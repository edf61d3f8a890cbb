import type { ServerArgs } from "@pulumi/azure-native/dbforpostgresql/index.js";
import type { RedisEnterpriseArgs } from "@pulumi/azure-native/redisenterprise/index.js";
import type { DatabaseClusterArgs } from "@pulumi/digitalocean";
import type { InstanceArgs } from "@pulumi/gcp/redis/index.js";
import type { DatabaseInstanceArgs } from "@pulumi/gcp/sql/index.js";
import type { apps } from "@pulumi/kubernetes";
import type { DbSystemArgs } from "@pulumi/oci/psql/index.js";
import type { RedisClusterArgs } from "@pulumi/oci/redis/index.js";
import type { Transform } from "../transform.ts";

/** The side door of the server itself, whichever of them a stack has. */
export interface StoreTransforms {
  readonly inCluster?: Transform<apps.v1.StatefulSetArgs>;
  readonly digitalOcean?: Transform<DatabaseClusterArgs>;
  readonly gcpPostgresql?: Transform<DatabaseInstanceArgs>;
  readonly gcpRedis?: Transform<InstanceArgs>;
  readonly azurePostgresql?: Transform<ServerArgs>;
  readonly azureRedis?: Transform<RedisEnterpriseArgs>;
  readonly ociPostgresql?: Transform<DbSystemArgs>;
  readonly ociRedis?: Transform<RedisClusterArgs>;
}
