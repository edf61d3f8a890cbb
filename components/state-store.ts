import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResource,
} from "@pulumi/pulumi";
import { type PlatformArgs, registerAll } from "./register.ts";
import { partsOf } from "./render/manifests.ts";

/** Where services keep what is theirs. */
export class StateStore extends ComponentResource {
  readonly components: readonly CustomResource[];

  constructor(name: string, args: PlatformArgs, options: ComponentResourceOptions = {}) {
    super("platform:index:StateStore", name, {}, options);
    const { stateStore } = partsOf(args.app, args.environment, args.transforms);
    this.components = registerAll(stateStore, this, args.after);
    this.registerOutputs({});
  }
}
