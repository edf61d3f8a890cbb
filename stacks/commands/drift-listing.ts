import { z } from "zod";
import { kindOf } from "./drift-declared.ts";
import type { Listed } from "./drift-undeclared.ts";
import type { Kubectl } from "./rollout-report.ts";

const objectForm = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  type: z.string().exactOptional(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
    ownerReferences: z.array(z.unknown()).default([]),
  }),
  spec: z
    .looseObject({
      volumeClaimTemplates: z
        .array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) }))
        .default([]),
    })
    .catch({ volumeClaimTemplates: [] }),
});
const listForm = z.object({ items: z.array(objectForm) });

/** Every object of every kind in these namespaces, one namespace after the other. */
export async function listedIn(
  namespaces: readonly string[],
  kubectl: Kubectl,
): Promise<readonly Listed[]> {
  const names = await kubectl(["api-resources", "--namespaced", "--verbs=list", "--output=name"]);
  const kinds = names.trim().split("\n").join(",");
  const listed: Listed[] = [];
  // Not all at once: each answer can be large.
  for (const namespace of namespaces) {
    const answer = await kubectl(["get", kinds, "--namespace", namespace, "--output=json"]);
    listed.push(...listForm.parse(JSON.parse(answer)).items.map(listedOf));
  }
  return listed;
}

function listedOf({ apiVersion, kind, type, metadata, spec }: z.output<typeof objectForm>): Listed {
  const { name, namespace, annotations, ownerReferences } = metadata;
  return {
    kind: kindOf(apiVersion, kind),
    namespace,
    name,
    annotations,
    isOwned: ownerReferences.length > 0,
    claims: spec.volumeClaimTemplates.map((claim) => `${claim.metadata.name}-${name}-`),
    // Only of secrets a type says who keeps them; events and services have others.
    ...(kind === "Secret" && type !== undefined ? { type } : {}),
  };
}
