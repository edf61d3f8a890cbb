import { announce, runVerb, stackOf, withOwnStack } from "../verb.ts";
import { driftOf } from "./drift-of.ts";

/**
 * `npm run drift -- STACK`: what has become otherwise than it was made, and what is there that
 * nobody declared. It changes nothing.
 */
async function main(words: readonly string[]): Promise<number> {
  const stack = stackOf("drift", words);
  announce(`refresh --preview-only --stack ${stack}`);
  const found = await withOwnStack(stack, driftOf);
  for (const line of found) console.log(line);
  console.log(
    found.length === 0
      ? `drift: ${stack} is as it was made`
      : `drift: ${found.length} are otherwise; npm run up -- ${stack} puts back what is gone or changed`,
  );
  return found.length === 0 ? 0 : 1;
}

await runVerb("drift", () => main(process.argv.slice(2)));
