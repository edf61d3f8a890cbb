import { helm } from "@pulumi/kubernetes";
import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import type { PlatformPart } from "../platform-part.ts";
import { room } from "../room.ts";
import { type Transform, transformed } from "../transform.ts";
import { charts } from "../versions.ts";
import { type EntranceValues, entranceValues } from "./values.ts";

export interface IngressArgs extends PlatformPart, EntranceValues {
  readonly namespace: string;
  /** The side door of each child. @default {} */
  readonly transform?: { readonly release?: Transform<helm.v3.ReleaseArgs> };
}

/** Who opens the doors of the services to the outside. */
export class IngressController extends ComponentResource {
  readonly ready: readonly Resource[];

  constructor(name: string, args: IngressArgs, options: ComponentResourceOptions = {}) {
    super("platform:index:IngressController", name, {}, options);
    const { namespace, provider, after = [], transform = {} } = args;
    const child = { parent: this, provider };
    const space = room(namespace, "restricted", child);
    const release = new helm.v3.Release(
      `${name}-controller`,
      transformed(
        { ...charts.traefik, name, namespace, values: entranceValues(args) },
        transform.release,
      ),
      { ...child, dependsOn: [space, ...after] },
    );
    this.ready = [release];
    this.registerOutputs({});
  }
}
