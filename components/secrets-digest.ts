import { createHmac } from "node:crypto";
import { all, type Output, output, unsecret } from "@pulumi/pulumi";
import type { ServiceSpec } from "./model/service.ts";
import type { Deployment } from "./render/deployment.ts";
import type { KubernetesObject } from "./render/kubernetes-object.ts";
import { placeOf, secretsReadBy } from "./render/secrets.ts";
import type { SecretStoreArgs } from "./secret-store.ts";

/** Under this name on a pod, so that another value of a secret makes another pod. */
const secretsDigestName = "checksum/secrets";
/** 64 bits: two states of one service's secrets do not look alike. */
const digestLength = 16;

/**
 * Names the values that a service and its sidecar read when they start and never again. It is keyed:
 * everybody may see it, and nobody can try words against it. None without a key.
 */
export function secretsDigest(
  spec: ServiceSpec,
  { environment, values, sealingKey }: SecretStoreArgs,
): Output<string> | undefined {
  if (sealingKey === undefined) return undefined;
  const places = secretsReadBy(spec, environment)
    .map(placeOf)
    // What a vault keeps has no value here.
    .filter((place) => values[place] !== undefined);
  return unsecret(
    all([sealingKey, all(places.map((place) => output(values[place])))]).apply(([key, known]) =>
      createHmac("sha256", key)
        .update(JSON.stringify(["digest", places, known]))
        .digest("hex")
        .slice(0, digestLength),
    ),
  );
}

/** The object, whose pods carry the digest when it makes any. */
export function withSecretsDigest(
  object: KubernetesObject,
  digest: Output<string>,
): KubernetesObject {
  if (!isDeployment(object)) return object;
  const { template } = object.spec;
  const annotations = { ...template.metadata.annotations, [secretsDigestName]: digest };
  const metadata = { ...template.metadata, annotations };
  const digested = { ...object, spec: { ...object.spec, template: { ...template, metadata } } };
  return digested;
}

const isDeployment = (object: KubernetesObject): object is Deployment =>
  object.kind === "Deployment";
