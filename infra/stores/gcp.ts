import { GlobalAddress } from "@pulumi/gcp/compute/index.js";
import { Instance } from "@pulumi/gcp/redis/index.js";
import { Connection } from "@pulumi/gcp/servicenetworking/index.js";
import { Database, DatabaseInstance, User } from "@pulumi/gcp/sql/index.js";
import { interpolate, type Resource, secret } from "@pulumi/pulumi";
import { transformed } from "../transform.ts";
import { type GoogleStoreArgs, portOf } from "./state-store-args.ts";
import {
  type MadeStore,
  type StateStorePlace,
  type StoreMaker,
  storeName,
} from "./state-store-maker.ts";

/** As many addresses as managed services of one network ever need. */
const peeringPrefix = 20;

/** A managed database at Google, reached over the cluster's own network. */
export const google =
  (args: GoogleStoreArgs): StoreMaker =>
  (place, parent) =>
    args.kind === "gcp-redis" ? redis(args, place, parent) : postgresql(args, place, parent);

function postgresql(args: GoogleStoreArgs, place: StateStorePlace, parent: Resource): MadeStore {
  const { project, region, network } = googleOf(place);
  const child = { parent };
  const addresses = new GlobalAddress(
    "state-store-addresses",
    {
      project,
      network,
      purpose: "VPC_PEERING",
      addressType: "INTERNAL",
      prefixLength: peeringPrefix,
    },
    child,
  );
  const peering = new Connection(
    "state-store-peering",
    {
      network,
      service: "servicenetworking.googleapis.com",
      reservedPeeringRanges: [addresses.name],
    },
    child,
  );
  const protect = place.data === "protected";
  const instance = new DatabaseInstance(
    "state-store",
    transformed(
      {
        project,
        region,
        databaseVersion: "POSTGRES_17",
        settings: {
          tier: args.size,
          edition: "ENTERPRISE",
          diskSize: args.gibibytes,
          diskAutoresize: true,
          availabilityType: protect ? "REGIONAL" : "ZONAL",
          backupConfiguration: { enabled: true, pointInTimeRecoveryEnabled: true },
          ipConfiguration: {
            ipv4Enabled: false,
            privateNetwork: network,
            sslMode: "ENCRYPTED_ONLY",
          },
        },
        deletionProtection: protect,
      },
      place.transform?.gcpPostgresql,
    ),
    { parent, protect, dependsOn: peering },
  );
  const inside = { project, instance: instance.name, name: storeName };
  const database = new Database("state-store-database", inside, child);
  const user = new User("state-store-user", { ...inside, password: place.password }, child);
  const connection = interpolate`host=${instance.privateIpAddress} port=5432 user=${storeName} password=${place.password} dbname=${storeName} sslmode=require`;
  return { values: { connection: secret(connection) }, ready: [database, user] };
}

function redis(args: GoogleStoreArgs, place: StateStorePlace, parent: Resource): MadeStore {
  const { project, region, network } = googleOf(place);
  const instance = new Instance(
    "state-store",
    transformed(
      {
        project,
        region,
        tier: args.size,
        memorySizeGb: args.gibibytes,
        redisVersion: "REDIS_7_2",
        authEnabled: true,
        transitEncryptionMode: "SERVER_AUTHENTICATION",
        authorizedNetwork: network,
        persistenceConfig: { persistenceMode: "RDB", rdbSnapshotPeriod: "ONE_HOUR" },
      },
      place.transform?.gcpRedis,
    ),
    { parent, protect: place.data === "protected" },
  );
  return {
    values: { password: secret(instance.authString) },
    host: { kind: "address", address: instance.host, port: portOf(args) },
    ready: [instance],
  };
}

function googleOf({ surroundings }: StateStorePlace) {
  if (surroundings.cloud !== "gcp") throw new Error("state store: no network of its cloud");
  return surroundings;
}
