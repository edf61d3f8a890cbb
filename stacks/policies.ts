import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { root } from "./commands/root.ts";

const pack = join(root, "infra", "policy");

/** What an engine is told so that the rules of every stack hold for this one, as options. */
export async function policiesOf(stack: Stack) {
  const { config } = await stack.workspace.stackSettings(stack.name);
  const data = config?.["nudge:data"];
  return {
    policyPacks: [pack],
    // Whoever says nothing wants data to be kept.
    ...(data === "free" ? { policyPackConfigs: [join(pack, "data-free.json")] } : {}),
  };
}
