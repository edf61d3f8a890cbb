import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { ClusterTransforms } from "./transforms.ts";

/** What stands around the machines, for what is to stand beside them. */
export type Surroundings =
  | { readonly cloud: "none" }
  | { readonly cloud: "digitalocean"; readonly region: string; readonly network: Output<string> }
  | {
      readonly cloud: "gcp";
      readonly region: string;
      readonly project: string;
      readonly network: Output<string>;
    }
  | {
      readonly cloud: "azure";
      readonly region: string;
      readonly resourceGroup: Output<string>;
      readonly network: Output<string>;
      /** Of the machines. */
      readonly subnet: Output<string>;
    }
  | {
      readonly cloud: "oci";
      readonly compartment: string;
      readonly subnet: Output<string>;
      readonly availabilityDomain: string;
    };

/** What a maker of clusters gives. */
export interface MadeCluster {
  /** The kubeconfig itself; without it, the person's own one is used. */
  readonly kubeconfig?: Input<string>;
  readonly context?: string;
  readonly surroundings: Surroundings;
}

/** Makes a cluster's resources, as children of the given one. */
export type ClusterMaker = (
  name: string,
  parent: Resource,
  transform: ClusterTransforms,
) => MadeCluster;
