import { runVerb, stackOf, withOwnStack } from "../verb.ts";
import { changesOnly } from "./changes-only.ts";
import { explained } from "./explained.ts";
import { putBack } from "./put-back.ts";

const onOutput = changesOnly((text) => process.stdout.write(text));

/** `npm run rollback -- STACK`: brings back the images of the last update that succeeded. */
async function main(words: readonly string[]): Promise<number> {
  const stack = stackOf("rollback", words);
  return withOwnStack(stack, async (opened) => {
    const { result } = await explained(stack, opened, () => putBack(opened, onOutput));
    return result === "succeeded" ? 0 : 1;
  });
}

await runVerb("rollback", () => main(process.argv.slice(2)));
