import { createPublicKey } from "node:crypto";
import {
  all,
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResource,
  type Input,
  type Output,
  output,
  secret,
  unsecret,
} from "@pulumi/pulumi";
import type { SecretRef } from "./model/environment.ts";
import type { SecretKeeping } from "./model/secret-keeping.ts";
import { type PlatformArgs, registerAll } from "./register.ts";
import { externalSecrets, sealedSecrets, sealLabel } from "./render/kept-secrets.ts";
import type { KubernetesObject } from "./render/kubernetes-object.ts";
import { partsOf } from "./render/manifests.ts";
import { seal } from "./render/seal.ts";
import { neededSecrets, placeOf, secretObjects } from "./render/secrets.ts";

export interface SecretStoreArgs extends PlatformArgs {
  /**
   * The value of each secret, by its place as `{name}/{key}`: `neededSecrets` lists them all. What
   * is external has none.
   */
  readonly values: Readonly<Record<string, Input<string>>>;
  /** How the cluster is given them. @default { kind: "plain" } */
  readonly keeping?: SecretKeeping;
  /**
   * From it follow seals, and digests that renew pods: nobody else may know it. Needed for sealed
   * secrets.
   */
  readonly sealingKey?: Input<string>;
  /** Names of secrets that come from accounts outside, and may be external. @default [] */
  readonly outside?: readonly string[];
}

/** The secrets of the application, and the store in which its services look them up. */
export class SecretStore extends ComponentResource {
  readonly components: readonly CustomResource[];
  readonly secrets: readonly CustomResource[];

  constructor(name: string, args: SecretStoreArgs, options: ComponentResourceOptions = {}) {
    const { app, environment, transforms, after } = args;
    refuseMissingSecrets(args);
    super("platform:index:SecretStore", name, {}, options);
    // The cluster gives them back as "data": what it says there is as secret as what we said.
    const hidden = { additionalSecretOutputs: ["data", "stringData"] };
    this.secrets = [
      ...registerAll(plainOnes(args), this, after, hidden),
      ...registerAll(keptOnes(args), this, after),
    ];
    const { secretStore } = partsOf(app, environment, transforms);
    this.components = registerAll(secretStore, this, after);
    this.registerOutputs({});
  }
}

/** Those whose values the cluster is told as they are. */
function plainOnes(args: SecretStoreArgs): readonly KubernetesObject[] {
  const { app, environment, values, keeping } = args;
  if (keeping?.kind === "sealed") return [];
  return secretObjects(app, environment, (ref) => secret(values[placeOf(ref)])).filter(
    ({ metadata }) => keeping?.kind !== "external" || !isOutside(args, metadata),
  );
}

/** Those that somebody in the cluster makes secrets of. */
function keptOnes(args: SecretStoreArgs): readonly KubernetesObject[] {
  const { app, environment, keeping = { kind: "plain" } } = args;
  switch (keeping.kind) {
    case "plain":
      return [];
    case "sealed":
      return sealedSecrets(app, environment, sealing(args, keeping.certificate));
    case "external": {
      const outside = neededSecrets(app, environment).filter((ref) => isOutside(args, ref));
      return externalSecrets(outside, environment, keeping);
    }
    default:
      return keeping satisfies never;
  }
}

const sealing = (
  { environment, values, sealingKey }: SecretStoreArgs,
  certificate: string,
): ((ref: SecretRef) => Output<string>) => {
  if (sealingKey === undefined) throw new Error("sealingKey: is needed for sealed secrets; set it");
  const recipient = createPublicKey(certificate);
  return (ref) =>
    // What is sealed may be seen by everybody, and is shown in a preview.
    unsecret(
      all([output(values[placeOf(ref)]), sealingKey]).apply(([value = "", key]) =>
        seal({ recipient, label: sealLabel(environment, ref), value, key }),
      ),
    );
};

const isOutside = ({ outside = [] }: SecretStoreArgs, { name }: { readonly name: string }) =>
  outside.includes(name);

/** Throws an error that names every secret without a value. */
export function refuseMissingSecrets(args: SecretStoreArgs): void {
  const { app, environment, values, keeping } = args;
  const missing = neededSecrets(app, environment)
    .filter((ref) => keeping?.kind !== "external" || !isOutside(args, ref))
    .map(placeOf)
    .filter((place) => values[place] === undefined);
  if (missing.length > 0) {
    throw new Error(`values: no secret is given for ${missing.join(", ")}; set each of them`);
  }
}
