/** Where services keep what is theirs. A managed one stands only beside a cluster of its cloud. */
export type StateStoreArgs =
  | InClusterArgs
  | DigitalOceanStoreArgs
  | GoogleStoreArgs
  | AzureStoreArgs
  | OracleStoreArgs
  | ExternalArgs;

/** A server of our own in the cluster: one pod, one volume, no copy of it. */
export interface InClusterArgs {
  readonly kind: "in-cluster-postgresql" | "in-cluster-redis";
  /** Size of the volume. */
  readonly gibibytes: number;
}

export interface DigitalOceanStoreArgs {
  readonly kind: "digitalocean-postgresql" | "digitalocean-redis";
  /** As the cloud names its database machines. */
  readonly size: string;
  /** Machines: with more than one, another takes over. */
  readonly nodes: number;
}

export interface GoogleStoreArgs {
  readonly kind: "gcp-postgresql" | "gcp-redis";
  /** As the cloud names its database machines; of Redis, "BASIC" or "STANDARD_HA". */
  readonly size: string;
  /** Memory of Redis, disk of PostgreSQL. */
  readonly gibibytes: number;
}

export interface AzureStoreArgs {
  readonly kind: "azure-postgresql" | "azure-redis";
  /** As the cloud names its database machines; of Redis, such as "Balanced_B1". */
  readonly size: string;
  /** Disk of PostgreSQL. Redis has what its size gives. */
  readonly gibibytes: number;
}

export type OracleStoreArgs = OraclePostgresqlArgs | OracleRedisArgs;

export interface OraclePostgresqlArgs {
  readonly kind: "oci-postgresql";
  /** As the cloud names its database machines. */
  readonly size: string;
  /** Machines: with more than one, another takes over. */
  readonly nodes: number;
}

export interface OracleRedisArgs {
  readonly kind: "oci-redis";
  /** Memory of each machine. */
  readonly gibibytes: number;
  /** Machines: with more than one, another takes over. */
  readonly nodes: number;
}

/** One that somebody else looks after. */
export interface ExternalArgs {
  readonly kind: "external-postgresql";
  /** The connection string, with `sslmode` as the server wants it. */
  readonly connection: string;
}

/** Which cloud's network a store stands in; "any": it does not matter. */
export function cloudOf({ kind }: StateStoreArgs) {
  switch (kind) {
    case "digitalocean-postgresql":
    case "digitalocean-redis":
      return "digitalocean";
    case "gcp-postgresql":
    case "gcp-redis":
      return "gcp";
    case "azure-postgresql":
    case "azure-redis":
      return "azure";
    case "oci-postgresql":
    case "oci-redis":
      return "oci";
    case "in-cluster-postgresql":
    case "in-cluster-redis":
    case "external-postgresql":
      return "any";
    default:
      return kind satisfies never;
  }
}

/** The port on which a store is reached: managed ones have theirs, and encrypted ones others. */
export function portOf(args: StateStoreArgs): number {
  switch (args.kind) {
    case "digitalocean-postgresql":
      return 25_060;
    case "digitalocean-redis":
      return 25_061;
    case "gcp-redis":
      return 6_378;
    case "azure-redis":
      return 10_000;
    case "oci-redis":
    case "in-cluster-redis":
      return 6_379;
    case "external-postgresql":
      return Number(/\bport=(\d+)|:(\d+)\//.exec(args.connection)?.slice(1).find(Boolean) ?? 5_432);
    case "gcp-postgresql":
    case "azure-postgresql":
    case "oci-postgresql":
    case "in-cluster-postgresql":
      return 5_432;
    default:
      return args satisfies never;
  }
}

/** What a store speaks. */
export const engineOf = ({ kind }: StateStoreArgs): "postgresql" | "redis" =>
  kind.endsWith("-redis") ? "redis" : "postgresql";
