import type { Duration } from "./duration.ts";
import type { Environment, SecretRef } from "./environment.ts";

/** An environment in which each service runs as replicas of its own, in a cluster. */
export interface ClusterEnvironment extends Environment {
  readonly images: Images;
  readonly sizes: Sizes;
  /** Variables by service; those of every service stand under "*". */
  readonly variables: Readonly<Record<string, Variables>>;
  readonly host: Host;
  readonly entrance: Entrance;
  readonly network: Network;
  readonly monitoring: Monitoring;
  readonly brokerKeeper: BrokerKeeper;
  readonly budget: Budget;
}

/**
 * Who makes topics and users at the broker: Redpanda's operator from objects in this cluster, or
 * somebody else from the lists.
 */
export type BrokerKeeper =
  | "elsewhere"
  | { readonly kind: "redpanda-operator"; readonly cluster: string; readonly namespace: string };

/** Where images come from. */
export interface Images {
  /** Registry and folder; an image is called `{repository}/{service}`. */
  readonly repository: string;
  /** Of every service that has none of its own. */
  readonly version: ImageVersion;
  readonly services: Readonly<Record<string, ImageVersion>>;
  /** Secret with which images are fetched, when the registry asks for one. */
  readonly pullSecret?: string;
}

export type ImageVersion = { readonly tag: string } | { readonly digest: `sha256:${string}` };

/** How many, and how big. What is not said follows from the service's own load. */
export interface Sizes {
  readonly replicas: Replicas;
  /** Thousandths of a processor for one request a second; with the load it makes a request. */
  readonly cpuMilliPerRequest: number;
  /** The Dapr sidecar of each replica. */
  readonly sidecar: SidecarSize;
  readonly services: Readonly<Record<string, Partial<Size>>>;
}

/** Between these, the load decides. */
export interface Replicas {
  readonly min: number;
  readonly max: number;
}

export interface Size {
  readonly replicas: Replicas;
  readonly cpuMilli: number;
  readonly memoryMiB: number;
}

export interface SidecarSize {
  readonly cpuMilli: number;
  readonly memoryMiB: number;
  readonly memoryMiBMax: number;
}

/** Settings of a service by the name of the variable. */
export type Variables = Readonly<Record<string, string | SecretRef>>;

/** Where people reach the application. */
export interface Host {
  readonly name: string;
  /** Secret with the certificate; without one the doors speak plain HTTP. */
  readonly certificate?: string;
}

/** Who opens the doors of the services to the outside. */
export interface Entrance {
  readonly className: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Who stands where in the network, as a firewall sees it. */
export interface Network {
  readonly broker: Reach;
  readonly stateStore: Reach;
  /** Where names are looked up. */
  readonly names: Reach;
  /** Dapr's control plane. */
  readonly controlPlane: string;
  /** Namespace from which requests of people come. */
  readonly entrance: string;
  readonly tracing: Reach | "off";
  /** Who delivers, by the name of the binding. */
  readonly outputs: Readonly<Record<string, Reach>>;
  /** The cluster's own API, for services that read secrets. */
  readonly api: Reach;
}

/** Who collects metrics and traces; "off": nobody does, and nothing of it is installed. */
export type Monitoring =
  | "off"
  | {
      readonly namespace: string;
      readonly metrics: {
        readonly keptFor: Duration;
        /** Of each copy, in GiB; "none": metrics go with their pod. */
        readonly volume: number | "none";
      };
      /** Share of requests that are traced, 0 to 1. */
      readonly traces: number;
    };

/** A place that packets may go to. */
export type Reach =
  | {
      readonly kind: "namespace";
      readonly namespace: string;
      /** @default every pod there */
      readonly labels?: Readonly<Record<string, string>>;
      readonly ports: readonly number[];
    }
  | {
      readonly kind: "addresses";
      /** CIDR blocks. */
      readonly blocks: readonly string[];
      readonly ports: readonly number[];
    }
  /** Any public address; none of a private network. */
  | { readonly kind: "internet"; readonly ports: readonly number[] };

/** What one machine has, and what else wants a part of it; "open": nodes come as needed. */
export type Budget =
  | { readonly kind: "open" }
  | {
      readonly kind: "machine";
      readonly cpuMilli: number;
      readonly memoryMiB: number;
      /** Requests of what runs beside the services, by what it is. */
      readonly besides: Readonly<Record<string, Pick<Size, "cpuMilli" | "memoryMiB">>>;
    };
