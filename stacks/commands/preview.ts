import { parseArgs } from "node:util";
import program from "../index.ts";
import { policiesOf } from "../policies.ts";
import { withEngine } from "../rehearsal.ts";
import { rehearsedFiles } from "../rehearsal-values.ts";
import { announce, runVerb, stackOf, withOwnStack } from "../verb.ts";

const onOutput = (text: string) => process.stdout.write(text);

/**
 * `npm run preview -- STACK [--stand-in]`: what an update would change. With stand-in providers it
 * needs no plugin, account, cluster or passphrase, and shows a new stack with made-up secrets.
 */
async function main(args: readonly string[]): Promise<number> {
  const options = { "stand-in": { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const stack = stackOf("preview", positionals);
  if (values["stand-in"] === true) {
    console.log("stand-in providers: what a cloud or a cluster would refuse is not seen");
    await withEngine({ stack, program, files: rehearsedFiles(stack) }, async (opened) => {
      await opened.preview({ onOutput, ...(await policiesOf(opened)) });
    });
    return 0;
  }
  announce(`preview --stack ${stack} --diff --policy-pack infra/policy`);
  await withOwnStack(stack, async (opened) =>
    opened.preview({ onOutput, diff: true, ...(await policiesOf(opened)) }),
  );
  return 0;
}

await runVerb("preview", () => main(process.argv.slice(2)));
