import type { Provider } from "@pulumi/kubernetes";
import type { Resource } from "@pulumi/pulumi";
import type { ServerImages } from "./versions.ts";

/** What every part of the platform is told about the cluster that it stands in. */
export interface PlatformPart {
  readonly provider: Provider;
  /**
   * Volumes of what keeps data inside the cluster.
   * @default the cluster's own default class
   */
  readonly storageClass?: string;
  /**
   * Whether data may be deleted with the stack: "protected" refuses it.
   * @default "free"
   */
  readonly data?: "free" | "protected";
  /**
   * Where images of servers come from.
   * @default those that others publish
   */
  readonly images?: ServerImages;
  /**
   * What must stand before.
   * @default []
   */
  readonly after?: readonly Resource[];
}

/** Several copies of what must not fail, or one of each where it may. */
export type Redundancy = "one" | "several";
