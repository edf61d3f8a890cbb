import { parseArgs } from "node:util";
import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import { announce, runVerb, stackOf, VerbError, withOwnStack } from "../verb.ts";

/**
 * `npm run outputs -- STACK [--json] [--show-secrets]`: where everything is found, as a table or as
 * JSON. Secrets are hidden unless they are asked for.
 */
async function main(args: readonly string[]): Promise<number> {
  const options = { json: { type: "boolean" }, "show-secrets": { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const stack = stackOf("outputs", positionals);
  // Whoever reads JSON wants nothing before it.
  if (values.json !== true) announce(`stack output --stack ${stack}`);
  const found = await withOwnStack(stack, (opened) => opened.outputs());
  if (Object.keys(found).length === 0) {
    throw new VerbError(`${stack} does not stand yet; npm run up -- ${stack}`);
  }
  const shown = openly(found, values["show-secrets"] === true);
  if (values.json === true) console.log(JSON.stringify(shown, null, 2));
  else for (const [place, value] of table(shown)) console.log(`${place.padEnd(columns)} ${value}`);
  return 0;
}

/** As wide as the longest place that we have. */
const columns = 26;

const openly = (found: OutputMap, showSecrets: boolean): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(found).map(([name, { value, secret }]) => [
      name,
      secret && !showSecrets ? "[secret]" : value,
    ]),
  );

/** One line a value, by its place. */
function table(value: unknown, place = ""): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [[place, String(value)]];
  if (Array.isArray(value)) return value.map((each) => [place, String(each)] as const);
  return Object.entries(value).flatMap(([name, inner]) =>
    table(inner, place === "" ? name : `${place}.${name}`),
  );
}

await runVerb("outputs", () => main(process.argv.slice(2)));
