import { type Fields, textAt, valueAt } from "./values.ts";

/** Whether an object does what it is there for; of most kinds, it does as soon as it is there. */
export function isReady(object: Fields): boolean {
  if (textAt(object, "metadata", "annotations", "pulumi.com/skipAwait") === "true") return true;
  switch (textAt(object, "kind")) {
    case "Deployment":
      return isSeen(object) && isRolledOut(object);
    case "StatefulSet":
      return isSeen(object) && enough(object, "updatedReplicas", "readyReplicas");
    case "CustomResourceDefinition":
      return isTrue(object, "Established");
    case "Service":
      return textAt(object, "spec", "type") !== "LoadBalancer" || hasAddress(object);
    case "Namespace":
      return textAt(object, "status", "phase") === "Active";
    default:
      return true;
  }
}

/** The status belongs to what is asked for now. */
const isSeen = (object: Fields) =>
  numberAt(object, "status", "observedGeneration") >= numberAt(object, "metadata", "generation");

/** The new ones are there and serve, and none of the old ones is left: what was available may be they. */
const isRolledOut = (object: Fields) =>
  enough(object, "updatedReplicas", "availableReplicas") &&
  numberAt(object, "status", "replicas") <= numberAt(object, "status", "updatedReplicas");

function enough(object: Fields, ...counts: readonly string[]): boolean {
  const replicas = valueAt(object, "spec", "replicas");
  const wanted = typeof replicas === "number" ? replicas : 1;
  return counts.every((count) => numberAt(object, "status", count) >= wanted);
}

function isTrue(object: Fields, type: string): boolean {
  const conditions = valueAt(object, "status", "conditions");
  return (
    Array.isArray(conditions) &&
    conditions.some((each) => textAt(each, "type") === type && textAt(each, "status") === "True")
  );
}

function hasAddress(object: Fields): boolean {
  const given = valueAt(object, "status", "loadBalancer", "ingress");
  return Array.isArray(given) && given.length > 0;
}

function numberAt(object: Fields, ...path: readonly string[]): number {
  const found = valueAt(object, ...path);
  return typeof found === "number" ? found : 0;
}
