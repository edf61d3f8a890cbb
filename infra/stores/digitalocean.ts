import { DatabaseCluster } from "@pulumi/digitalocean";
import { interpolate, secret } from "@pulumi/pulumi";
import { transformed } from "../transform.ts";
import type { DigitalOceanStoreArgs } from "./state-store-args.ts";
import { type StoreMaker, storeName } from "./state-store-maker.ts";

/** What DigitalOcean calls the engines, and in which versions. */
const engines = {
  "digitalocean-postgresql": { engine: "pg", version: "17" },
  "digitalocean-redis": { engine: "valkey", version: "8" },
} as const;

/** A managed database at DigitalOcean, reached over the cluster's own network. */
export const digitalOcean =
  ({ kind, size, nodes }: DigitalOceanStoreArgs): StoreMaker =>
  ({ surroundings, data, transform }, parent) => {
    if (surroundings.cloud !== "digitalocean") throw new Error(`${kind}: no network of its cloud`);
    const database = new DatabaseCluster(
      "state-store",
      transformed(
        {
          name: `${storeName}-state`,
          ...engines[kind],
          size,
          nodeCount: nodes,
          region: surroundings.region,
          privateNetworkUuid: surroundings.network,
        },
        transform?.digitalOcean,
      ),
      { parent, protect: data === "protected" },
    );
    const { privateHost, port, user, password, database: name } = database;
    if (kind === "digitalocean-redis") {
      return {
        values: { password: secret(password) },
        host: { kind: "name", name: privateHost },
        ready: [database],
      };
    }
    const connection = interpolate`host=${privateHost} port=${port} user=${user} password=${password} dbname=${name} sslmode=require`;
    return { values: { connection: secret(connection) }, ready: [database] };
  };
