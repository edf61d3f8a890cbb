import { helm, type Provider } from "@pulumi/kubernetes";
import {
  ComponentResource,
  type ComponentResourceOptions,
  CustomResource,
  type Resource,
} from "@pulumi/pulumi";
import type { PlatformPart } from "../platform-part.ts";
import { room } from "../room.ts";
import { type Transform, transformed } from "../transform.ts";
import { charts } from "../versions.ts";
import { onlyWaysIn } from "../ways-in.ts";
import { type Definition, daprDefinitions } from "./definitions.ts";
import { type DaprValues, daprValues } from "./values.ts";
import { waysToControlPlane } from "./ways.ts";

export interface DaprArgs extends PlatformPart, Omit<DaprValues, "storageClass"> {
  /** Where the control plane stands; the policies of the services know it by this name. */
  readonly namespace: string;
  /** The namespace that collects metrics. */
  readonly monitoring: string;
  /** The side door of each child. @default {} */
  readonly transform?: { readonly release?: Transform<helm.v3.ReleaseArgs> };
}

/** A definition as a resource; its inputs are the definition itself. */
class RegisteredDefinition extends CustomResource {
  constructor(definition: Definition, parent: Resource, provider: Provider) {
    const type = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
    super(type, definition.metadata.name, definition, { parent, provider });
  }
}

/** Dapr's control plane, and the kinds of objects that it understands. */
export class Dapr extends ComponentResource {
  /** Whoever has objects of Dapr's kinds, or pods with sidecars, stands after these. */
  readonly ready: readonly Resource[];

  constructor(name: string, args: DaprArgs, options: ComponentResourceOptions = {}) {
    super("platform:index:Dapr", name, {}, options);
    const { namespace, monitoring, provider, after = [], transform = {}, ...values } = args;
    const space = room(namespace, "restricted", { parent: this, provider });
    // 1. The kinds, so that a newer control plane never meets older definitions.
    const definitions = daprDefinitions(namespace).map(
      (definition) => new RegisteredDefinition(definition, this, provider),
    );
    // 2. The control plane.
    const release = new helm.v3.Release(
      `${name}-control-plane`,
      transformed(
        {
          ...charts.dapr,
          name,
          namespace,
          skipCrds: true,
          timeout: installSeconds,
          values: daprValues(values),
        },
        transform.release,
      ),
      { parent: this, provider, dependsOn: [space, ...definitions, ...after] },
    );
    const place = { parent: this, provider, dependsOn: space };
    const policies = onlyWaysIn(namespace, waysToControlPlane(monitoring), place);
    this.ready = [space, ...definitions, ...policies, release];
    this.registerOutputs({});
  }
}

/** With certificates of its own the chart needs 90 s; a slow registry comes on top. */
const installSeconds = 300;
