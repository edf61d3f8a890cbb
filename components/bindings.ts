import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResource,
} from "@pulumi/pulumi";
import { type PlatformArgs, registerAll } from "./register.ts";
import { partsOf } from "./render/manifests.ts";

/** Clocks that call services, and ways out to people. */
export class Bindings extends ComponentResource {
  readonly components: readonly CustomResource[];

  constructor(name: string, args: PlatformArgs, options: ComponentResourceOptions = {}) {
    super("platform:index:Bindings", name, {}, options);
    const { bindings } = partsOf(args.app, args.environment, args.transforms);
    this.components = registerAll(bindings, this, args.after);
    this.registerOutputs({});
  }
}
