import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { Surroundings } from "../cluster/cluster-maker.ts";
import type { PlatformPart } from "../platform-part.ts";
import type { StoreTransforms } from "./transforms.ts";

/** User and database of the application. */
export const storeName = "platform";
/** Redis is found by this name, wherever it stands. */
export const redisName = "redis";

/** What a maker of stores is told. */
export interface StateStorePlace extends PlatformPart {
  /** Where servers of our own stand, and the names of others. */
  readonly namespace: string;
  /** The network around the cluster. */
  readonly surroundings: Surroundings;
  /** Of a server that lets us choose it. */
  readonly password: Input<string>;
  /** The side door of the server. @default {} */
  readonly transform?: StoreTransforms;
}

/** What a maker of stores gives. */
export interface MadeStore {
  /** What the application's secret says, by its keys. */
  readonly values: Readonly<Record<string, Output<string>>>;
  /** Where it stands, when not in the cluster: then it gets a name there. */
  readonly host?:
    | { readonly kind: "name"; readonly name: Output<string> }
    | { readonly kind: "address"; readonly address: Output<string>; readonly port: number };
  readonly ready: readonly Resource[];
}

/** Makes a store's resources, as children of the given one. */
export type StoreMaker = (place: StateStorePlace, parent: Resource) => MadeStore;
