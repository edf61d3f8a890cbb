import type { PreviewOptions, Stack } from "@pulumi/pulumi/automation/index.js";
import type { Resource } from "../../../infra/policy/resource.ts";

/** What an update would do, by type and name, and what every resource would then be. */
export async function previewed(stack: Stack, options: PreviewOptions = {}) {
  const steps = new Map<string, string>();
  const resources = new Map<string, Resource>();
  const { changeSummary } = await stack.preview({
    ...options,
    onEvent({ resourcePreEvent }) {
      if (resourcePreEvent === undefined) return;
      const { op, urn, new: made } = resourcePreEvent.metadata;
      const [, , types = "", name = urn] = urn.split("::");
      steps.set(`${types.split("$").at(-1)} ${name}`, op);
      if (made === undefined) return;
      const { type, inputs: props, protect = false } = made;
      resources.set(urn, { type, name, props, protect });
    },
  });
  return { steps, summary: changeSummary, resources };
}
