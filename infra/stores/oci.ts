import { createHash } from "node:crypto";
import { DbSystem } from "@pulumi/oci/psql/index.js";
import {
  OciCacheUser,
  RedisCluster,
  RedisClusterAttachOciCacheUser,
} from "@pulumi/oci/redis/index.js";
import { interpolate, output, type Resource, secret } from "@pulumi/pulumi";
import { transformed } from "../transform.ts";
import type { OraclePostgresqlArgs, OracleRedisArgs, OracleStoreArgs } from "./state-store-args.ts";
import {
  type MadeStore,
  type StateStorePlace,
  type StoreMaker,
  storeName,
} from "./state-store-maker.ts";

const postgresqlVersion = "16";
/** The first version whose users have passwords. */
const redisVersion = "VALKEY_7_2";
/** The database that every server begins with. */
const firstDatabase = "postgres";

/** A managed database at Oracle, reached over the cluster's own network. */
export const oracle =
  (args: OracleStoreArgs): StoreMaker =>
  (place, parent) =>
    args.kind === "oci-redis" ? redis(args, place, parent) : postgresql(args, place, parent);

function postgresql(
  { size, nodes }: OraclePostgresqlArgs,
  place: StateStorePlace,
  parent: Resource,
): MadeStore {
  const { compartment, subnet, availabilityDomain } = oracleOf(place);
  const { data, password } = place;
  const database = new DbSystem(
    "state-store",
    transformed(
      {
        compartmentId: compartment,
        displayName: `${storeName}-state`,
        dbVersion: postgresqlVersion,
        shape: size,
        instanceCount: nodes,
        credentials: {
          username: storeName,
          passwordDetails: { passwordType: "PLAIN_TEXT", password },
        },
        networkDetails: { subnetId: subnet },
        storageDetails: {
          systemType: "OCI_OPTIMIZED_STORAGE",
          isRegionallyDurable: false,
          availabilityDomain,
        },
      },
      place.transform?.ociPostgresql,
    ),
    { parent, protect: data === "protected" },
  );
  const host = database.networkDetails.primaryDbEndpointPrivateIp;
  const connection = interpolate`host=${host} port=5432 user=${storeName} password=${password} dbname=${firstDatabase} sslmode=require`;
  return { values: { connection: secret(connection) }, ready: [database] };
}

function redis(
  { gibibytes, nodes }: OracleRedisArgs,
  place: StateStorePlace,
  parent: Resource,
): MadeStore {
  const { compartment, subnet } = oracleOf(place);
  const { data, password } = place;
  const cluster = new RedisCluster(
    "state-store",
    transformed(
      {
        compartmentId: compartment,
        displayName: `${storeName}-state`,
        softwareVersion: redisVersion,
        nodeCount: nodes,
        nodeMemoryInGbs: gibibytes,
        subnetId: subnet,
      },
      place.transform?.ociRedis,
    ),
    { parent, protect: data === "protected" },
  );
  // Everybody in the network may come in as this user, until somebody gives it a password.
  const user = new OciCacheUser(
    "state-store-user",
    {
      compartmentId: compartment,
      name: "default",
      description: "The sidecars of the application",
      aclString: "+@all allkeys allchannels",
      authenticationMode: {
        authenticationType: "PASSWORD",
        hashedPasswords: [output(password).apply(sha256)],
      },
    },
    { parent },
  );
  const attached = new RedisClusterAttachOciCacheUser(
    "state-store-login",
    { redisClusterId: cluster.id, ociCacheUsers: [user.id] },
    { parent },
  );
  return {
    values: { password: secret(password) },
    host: { kind: "name", name: cluster.primaryFqdn },
    ready: [cluster, attached],
  };
}

const sha256 = (password: string): string => createHash("sha256").update(password).digest("hex");

function oracleOf({ surroundings }: StateStorePlace) {
  if (surroundings.cloud !== "oci") throw new Error("state store: no network of its cloud");
  return surroundings;
}
