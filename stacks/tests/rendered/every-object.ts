import type { KubernetesObject } from "../../../components/render/kubernetes-object.ts";
import { manifests } from "../../../components/render/manifests.ts";
import { secretObjects } from "../../../components/render/secrets.ts";
import { app } from "../../../services/catalogue.ts";
import { type ClusterName, clusterNames, isClusterName } from "../../clusters.ts";
import { environmentOf, isStackName, type StackName, stackNames } from "../../environments.ts";

/** All objects of one stack on one cluster. */
export interface Rendered {
  readonly stack: StackName;
  readonly cluster: ClusterName;
  readonly objects: readonly KubernetesObject[];
}

/** Every stack on every cluster, with secrets that are none. */
export const everyObject = (): readonly Rendered[] =>
  stackNames.filter(isStackName).flatMap((stack) =>
    clusterNames.filter(isClusterName).map((cluster) => {
      const environment = environmentOf(stack, cluster);
      const { namespace } = environment;
      const secrets = secretObjects(app, environment, () => "made up").map((secret) => ({
        ...secret,
        metadata: { ...secret.metadata, namespace },
      }));
      return { stack, cluster, objects: [...manifests(app, environment), ...secrets] };
    }),
  );

/** What is the same on several clusters is looked at once. */
export function different(all: readonly Rendered[]): readonly KubernetesObject[] {
  const byText = new Map(
    all.flatMap(({ objects }) => objects.map((object) => [JSON.stringify(object), object])),
  );
  return [...byText.values()];
}

/** Kinds whose definitions only their own charts have: no machine without them can check these. */
const definedElsewhere: readonly string[] = ["Topic", "User"];

/** What can be held against a definition. */
export const defined = (objects: readonly KubernetesObject[]): readonly KubernetesObject[] =>
  objects.filter(({ kind }) => !definedElsewhere.includes(kind));

/** One document an object. */
export const documents = (objects: readonly object[]): string =>
  objects.map((object) => JSON.stringify(object)).join("\n---\n");
