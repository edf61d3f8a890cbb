import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResource,
  type Output,
} from "@pulumi/pulumi";
import type { ServiceSpec } from "./model/service.ts";
import { type PlatformArgs, registerAll } from "./register.ts";
import type { KubernetesObject } from "./render/kubernetes-object.ts";
import { partsOf } from "./render/manifests.ts";
import { withSecretsDigest } from "./secrets-digest.ts";

export interface MicroserviceArgs extends PlatformArgs {
  /** One of the application's services. */
  readonly service: ServiceSpec;
  /** Of the secrets that it reads: another one renews its pods. */
  readonly secretsDigest?: Output<string> | undefined;
}

/** A deployment whose account is not there yet is tried again later and later. */
const beforePods: readonly string[] = ["ServiceAccount", "NetworkPolicy", "Configuration"];

/** One service in a cluster: replicas, address, doors, edges, and what its sidecar is told. */
export class Microservice extends ComponentResource {
  readonly objects: readonly CustomResource[];

  constructor(name: string, args: MicroserviceArgs, options: ComponentResourceOptions = {}) {
    const { app, environment, service, transforms, after, secretsDigest } = args;
    const objects = partsOf(app, environment, transforms).services.get(service.id);
    if (!objects) {
      throw new Error(`service: "${service.id}" is not in the application; add it there`);
    }
    super("platform:index:Microservice", name, {}, options);
    // Who its pods are and whom they reach is known before the first of them is made.
    const isFirst = ({ kind }: KubernetesObject) => beforePods.includes(kind);
    const first = registerAll(objects.filter(isFirst), this, after);
    const then = objects
      .filter((each) => !isFirst(each))
      .map((each) => (secretsDigest ? withSecretsDigest(each, secretsDigest) : each));
    this.objects = [...first, ...registerAll(then, this, [...(after ?? []), ...first])];
    this.registerOutputs({});
  }
}
