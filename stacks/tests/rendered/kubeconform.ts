import { z } from "zod";
import { ensure } from "../../../infra/toolchain/ensure.ts";
import { toolchain } from "../../rehearsal.ts";
import { documents } from "./every-object.ts";
import { run } from "./run.ts";
import { schemaLocation } from "./schemas.ts";

const reportForm = z.object({
  resources: z.array(z.object({ kind: z.string(), name: z.string(), msg: z.string() })).default([]),
});

/** What of the objects is not as the schemas in the folder have it. */
export async function unconform(
  objects: readonly object[],
  schemas: string,
): Promise<readonly string[]> {
  const kubeconform = await ensure("kubeconform", toolchain());
  const args = ["-strict", "-output", "json", "-schema-location", schemaLocation(schemas), "-"];
  const printed = await run(kubeconform.path("kubeconform"), args, documents(objects));
  const { resources } = reportForm.parse(JSON.parse(printed.stdout));
  return resources.map(({ kind, name, msg }) => `${kind}/${name}: ${msg}`).sort();
}
