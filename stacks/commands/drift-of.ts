import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { declaredIn } from "./drift-declared.ts";
import { listedIn } from "./drift-listing.ts";
import { told, undeclared } from "./drift-undeclared.ts";
import { withKubectl } from "./stack-kubectl.ts";

/** One line for each thing that is gone, changed or undeclared. It changes nothing. */
export async function driftOf(stack: Stack): Promise<readonly string[]> {
  const found = new Set<string>();
  const onEvent = ({ resOutputsEvent }: EngineEvent) => {
    const { urn = "", op = "same" } = resOutputsEvent?.metadata ?? {};
    if (op === "update") found.add(`changed  ${placeOf(urn)}`);
    if (op === "delete") found.add(`gone  ${placeOf(urn)}`);
  };
  await stack.previewRefresh({ onEvent });
  const { deployment } = await stack.exportStack();
  const declared = declaredIn(deployment);
  if (declared.namespaces.length === 0) return [...found];
  const listed = await withKubectl(stack, (kubectl) => listedIn(declared.namespaces, kubectl));
  const strangers = undeclared(listed, declared);
  return [...found, ...strangers.map(told)];
}

/** The type and the name, without the types of all parents. */
function placeOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1)} ${name}`;
}
