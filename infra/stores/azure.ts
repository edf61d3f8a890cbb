import {
  Database as PostgresqlDatabase,
  Server as PostgresqlServer,
} from "@pulumi/azure-native/dbforpostgresql/index.js";
import {
  listDatabaseKeysOutput,
  Database as RedisDatabase,
  RedisEnterprise,
} from "@pulumi/azure-native/redisenterprise/index.js";
import { interpolate, type Resource, secret } from "@pulumi/pulumi";
import { transformed } from "../transform.ts";
import { azureEndpoint } from "./azure-endpoint.ts";
import { type AzureStoreArgs, portOf } from "./state-store-args.ts";
import {
  type MadeStore,
  type StateStorePlace,
  type StoreMaker,
  storeName,
} from "./state-store-maker.ts";

const backupDays = 14;

/** A managed database at Azure, reached over the cluster's own network. */
export const azure =
  (args: AzureStoreArgs): StoreMaker =>
  (place, parent) =>
    args.kind === "azure-redis" ? redis(args, place, parent) : postgresql(args, place, parent);

function postgresql(args: AzureStoreArgs, place: StateStorePlace, parent: Resource): MadeStore {
  const surroundings = azureOf(place);
  const { region, resourceGroup: resourceGroupName } = surroundings;
  const protect = place.data === "protected";
  const server = new PostgresqlServer(
    "state-store",
    transformed(
      {
        resourceGroupName,
        location: region,
        version: "17",
        administratorLogin: storeName,
        administratorLoginPassword: place.password,
        sku: { name: args.size, tier: "GeneralPurpose" },
        storage: { storageSizeGB: args.gibibytes, autoGrow: "Enabled" },
        backup: { backupRetentionDays: backupDays, geoRedundantBackup: "Disabled" },
        highAvailability: { mode: protect ? "ZoneRedundant" : "Disabled" },
        network: { publicNetworkAccess: "Disabled" },
      },
      place.transform?.azurePostgresql,
    ),
    { parent, protect },
  );
  const inside = { resourceGroupName, serverName: server.name, databaseName: storeName };
  const database = new PostgresqlDatabase("state-store-database", inside, { parent });
  const to = { id: server.id, group: "postgresqlServer", zone: postgresqlZone };
  const way = azureEndpoint("state-store", to, surroundings, parent);
  const connection = interpolate`host=${server.fullyQualifiedDomainName} port=5432 user=${storeName} password=${place.password} dbname=${storeName} sslmode=require`;
  return { values: { connection: secret(connection) }, ready: [database, ...way] };
}

/** Azure Managed Redis: of the service before it, Azure makes no new ones since October 2026. */
function redis(args: AzureStoreArgs, place: StateStorePlace, parent: Resource): MadeStore {
  const surroundings = azureOf(place);
  const { region, resourceGroup: resourceGroupName } = surroundings;
  const protect = place.data === "protected";
  const cluster = new RedisEnterprise(
    "state-store",
    transformed(
      {
        resourceGroupName,
        location: region,
        sku: { name: args.size },
        highAvailability: protect ? "Enabled" : "Disabled",
        minimumTlsVersion: "1.2",
        publicNetworkAccess: "Disabled",
      },
      place.transform?.azureRedis,
    ),
    { parent, protect },
  );
  const inside = { resourceGroupName, clusterName: cluster.name, databaseName: "default" };
  const database = new RedisDatabase(
    "state-store-database",
    {
      ...inside,
      port: portOf(args),
      clientProtocol: "Encrypted",
      accessKeysAuthentication: "Enabled",
      // Sidecars speak to one address, and nothing that they keep may be dropped for room.
      clusteringPolicy: "EnterpriseCluster",
      evictionPolicy: "NoEviction",
      persistence: { aofEnabled: true, aofFrequency: "1s" },
    },
    { parent, protect },
  );
  const to = { id: cluster.id, group: "redisEnterprise", zone: redisZone };
  const way = azureEndpoint("state-store", to, surroundings, parent);
  const keys = listDatabaseKeysOutput(inside, { parent, dependsOn: [database] });
  return {
    values: { password: secret(keys.primaryKey) },
    host: { kind: "name", name: cluster.hostName },
    ready: [database, ...way],
  };
}

/** Names in these zones lead to addresses of the cluster's own network. */
const postgresqlZone = "privatelink.postgres.database.azure.com";
const redisZone = "privatelink.redis.azure.net";

function azureOf({ surroundings }: StateStorePlace) {
  if (surroundings.cloud !== "azure") throw new Error("state store: no network of its cloud");
  return surroundings;
}
