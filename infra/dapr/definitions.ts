import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** Of a definition, only its name is ours to read; the rest goes through as it is. */
const definitionForm = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ conversion: z.unknown().optional() }),
});
export type Definition = z.output<typeof definitionForm>;

/**
 * Dapr's own definitions of Component, Subscription and the others, as its chart has them in
 * `crds/`. Helm installs them once and never again, so they are registered apart from the chart.
 */
export const daprDefinitions = (namespace: string): readonly Definition[] => {
  const folder = join(import.meta.dirname, "crds");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      // The chart leaves a word where the operator would later write where it itself stands.
      return definitionForm.parse(
        parse(text.replace("namespace: replaceme", `namespace: ${namespace}`)),
      );
    });
};
