import { interpolate, secret } from "@pulumi/pulumi";
import { images as published } from "../versions.ts";
import { server } from "./server.ts";
import type { InClusterArgs } from "./state-store-args.ts";
import { redisName, type StoreMaker, storeName } from "./state-store-maker.ts";

const postgresqlPort = 5_432;
export const redisPort = 6_379;

/** A server of our own in the cluster. */
export const inCluster =
  ({ kind, gibibytes }: InClusterArgs): StoreMaker =>
  (
    { namespace, provider, storageClass, data, images = published, password, transform },
    parent,
  ) => {
    const place = {
      namespace,
      provider,
      ...(storageClass === undefined ? {} : { storageClass }),
      ...(data === undefined ? {} : { data }),
      ...(transform === undefined ? {} : { transform }),
    };
    switch (kind) {
      case "in-cluster-postgresql": {
        const made = server(
          "postgresql",
          {
            ...place,
            image: images.postgresql,
            port: postgresqlPort,
            env: {
              POSTGRES_USER: storeName,
              POSTGRES_DB: storeName,
              // A folder below the volume: the volume's own top is not empty on every machine.
              PGDATA: "/var/lib/postgresql/data/db",
            },
            secrets: { POSTGRES_PASSWORD: password },
            volume: { path: "/var/lib/postgresql/data", gibibytes },
            scratch: ["/var/run/postgresql", "/tmp"],
            probe: ["pg_isready", "-U", storeName],
            userId: 999,
          },
          parent,
        );
        const host = `postgresql.${namespace}.svc.cluster.local`;
        const connection = interpolate`host=${host} port=${postgresqlPort} user=${storeName} password=${password} dbname=${storeName} sslmode=disable`;
        return { values: { connection: secret(connection) }, ready: [made] };
      }
      case "in-cluster-redis": {
        const made = server(
          redisName,
          {
            ...place,
            image: images.redis,
            port: redisPort,
            // The kubelet puts the variable in; the client reads the very same one.
            args: [
              "redis-server",
              ...["--dir", "/data", "--appendonly", "yes"],
              ...["--requirepass", "$(REDISCLI_AUTH)"],
            ],
            env: {},
            secrets: { REDISCLI_AUTH: password },
            volume: { path: "/data", gibibytes },
            scratch: ["/tmp"],
            probe: ["redis-cli", "ping"],
            userId: 999,
          },
          parent,
        );
        return { values: { password: secret(password) }, ready: [made] };
      }
      default:
        return kind satisfies never;
    }
  };
