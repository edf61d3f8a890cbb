import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const indexForm = z.object({
  paths: z.record(z.string(), z.object({ serverRelativeURL: z.string() })),
});
const kindForm = z.object({ group: z.string(), version: z.string(), kind: z.string() });
const schemaForm = z.looseObject({
  "x-kubernetes-group-version-kind": z.array(kindForm).default([]),
});
const documentForm = z.object({
  components: z.object({ schemas: z.record(z.string(), schemaForm).default({}) }).optional(),
});

/** How kubeconform finds the schema of a kind in the folder. */
export const schemaLocation = (folder: string): string =>
  join(folder, "{{ .Group }}_{{ .ResourceAPIVersion }}_{{ .ResourceKind }}.json");

/**
 * Writes one JSON schema for each kind that an API server knows, definitions of others included, as
 * the server itself describes them: no site of schemas is needed. Unknown fields are refused.
 */
export async function writeSchemas(
  folder: string,
  get: (path: string) => Promise<string>,
): Promise<number> {
  const { paths } = indexForm.parse(JSON.parse(await get("/openapi/v3")));
  const groups = Object.entries(paths).filter(([path]) => /^(api|apis\/[^/]+)\/v/.test(path));
  let written = 0;
  for (const [, { serverRelativeURL }] of groups) {
    const { components } = documentForm.parse(JSON.parse(await get(serverRelativeURL)));
    for (const [name, file] of schemaFiles(components?.schemas ?? {})) {
      await writeFile(join(folder, name), file);
      written += 1;
    }
  }
  return written;
}

function schemaFiles(
  schemas: Readonly<Record<string, z.output<typeof schemaForm>>>,
): readonly (readonly [string, string])[] {
  const components = { schemas: strict(schemas) };
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const [is, ...others] = schema["x-kubernetes-group-version-kind"];
    // What belongs to all groups, such as the options of a deletion, is no object of any.
    if (is === undefined || others.length > 0) return [];
    // Kubeconform takes the version for the group of what has none.
    const file = `${is.group || is.version}_${is.version}_${is.kind.toLowerCase()}.json`;
    return [[file, JSON.stringify({ $ref: `#/components/schemas/${name}`, components })]];
  });
}

/** The same schema, in which an object has no other fields than those that it names. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, each]) => [key, strict(each)]),
  );
  const isOpen =
    !("properties" in schema) ||
    typeof schema.properties !== "object" ||
    "additionalProperties" in schema ||
    "x-kubernetes-preserve-unknown-fields" in schema;
  return isOpen ? inner : { ...inner, additionalProperties: false };
}
