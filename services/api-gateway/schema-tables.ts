import { html, type Markup, prose } from "./markup.ts";
import { componentSchemas, type JsonSchema } from "./schemas.ts";

/** Each named schema as a table of its fields. */
export const schemaTables = (): readonly Markup[] =>
  Object.entries(componentSchemas()).map(
    ([name, schema]) => html`<section class="card" aria-labelledby="schema-${name}">
<h3 id="schema-${name}"><code>${name}</code></h3>
${shapesOf(schema).map(shapeTable)}
</section>
`,
  );

/** A table of named values; nothing when there are none. */
export function parameterTable(
  title: string,
  fields: Readonly<Record<string, JsonSchema>>,
): Markup | undefined {
  if (Object.keys(fields).length === 0) return undefined;
  return html`<h4>${title}</h4>
${fieldTable(fields, [])}`;
}

/** The shapes that a value may have: most have one, some are a choice. */
const shapesOf = (schema: JsonSchema): readonly JsonSchema[] =>
  schema.oneOf ?? schema.anyOf ?? [schema];

function shapeTable(schema: JsonSchema): Markup {
  if (!schema.properties) return html`<p>${typeOf(schema)}</p>`;
  const fields = Object.entries(schema.properties).map(([name, field]): [string, JsonSchema] => [
    name,
    typeof field === "object" ? field : {},
  ]);
  if (fields.length === 0) return html`<p>An empty object.</p>`;
  return fieldTable(Object.fromEntries(fields), schema.required ?? []);
}

const fieldTable = (
  fields: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): Markup => html`<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Rules</th></tr></thead>
<tbody>${Object.entries(fields).map(
  ([name, schema]) => html`<tr><td><code>${name}</code></td><td>${typeOf(schema)}</td>
<td>${prose(rulesOf(schema, required.includes(name)))}</td></tr>
`,
)}</tbody>
</table></div>`;

/** What a value is, in the words of the document. */
function typeOf(schema: unknown): Markup {
  if (!isSchema(schema)) return html`anything`;
  const { $ref, anyOf, oneOf, items, type, format } = schema;
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf("/") + 1);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const choice = anyOf ?? oneOf;
  if (choice) return html`${choice.map((one, i) => html`${i > 0 ? " or " : ""}${typeOf(one)}`)}`;
  if (schema.enum) return html`${schema.enum.map(String).join(", ")}`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (type === "array") return html`list of ${typeOf(items)}`;
  return html`${format ?? (Array.isArray(type) ? type.join(" or ") : (type ?? "anything"))}`;
}

function rulesOf(schema: JsonSchema, isRequired: boolean): string {
  const { minLength, maxLength, minItems, maxItems, minimum, maximum, pattern } = schema;
  const rules: readonly (string | false)[] = [
    isRequired && "always there",
    schema.default !== undefined && `\`${JSON.stringify(schema.default)}\` when left out`,
    range("characters", minLength, maxLength),
    range("items", minItems, maxItems),
    range("", minimum, maximum),
    pattern !== undefined && `\`${pattern}\``,
  ];
  const said = rules.filter((rule) => rule !== false).join(", ");
  return [descriptionOf(schema), said].filter((text) => text !== "").join(" ");
}

/** The description, also when it belongs to one of several choices. */
const descriptionOf = (schema: JsonSchema): string =>
  schema.description ?? schema.anyOf?.find((one) => one.description)?.description ?? "";

function range(unit: string, min: number | undefined, max: number | undefined): string | false {
  if (min === undefined && max === undefined) return false;
  const words =
    min === undefined
      ? `at most ${max}`
      : max === undefined
        ? `at least ${min}`
        : `${min} to ${max}`;
  return `${words} ${unit}`.trim();
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
