import { policiesOf } from "../policies.ts";
import { announce, runVerb, stackOf, withOwnStack } from "../verb.ts";
import { changesOnly } from "./changes-only.ts";
import { explained } from "./explained.ts";

const onOutput = changesOnly((text) => process.stdout.write(text));

/**
 * `npm run up -- STACK`: makes the stack what the program says, after a preview that succeeds. It
 * looks at what is there, so what was changed or deleted by hand is put back.
 */
async function main(words: readonly string[]): Promise<number> {
  const stack = stackOf("up", words);
  announce(`up --stack ${stack} --yes --refresh --policy-pack infra/policy`);
  return withOwnStack(stack, async (opened) => {
    const options = { onOutput, refresh: true, ...(await policiesOf(opened)) };
    // What the cluster or a rule refuses is refused here, before anything has changed.
    await opened.preview(options);
    const { summary } = await explained(stack, opened, () => opened.up(options));
    return summary.result === "succeeded" ? 0 : 1;
  });
}

await runVerb("up", () => main(process.argv.slice(2)));
