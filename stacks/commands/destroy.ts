import { parseArgs } from "node:util";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { announce, runVerb, stackOf, VerbError, withOwnStack } from "../verb.ts";

const onOutput = (text: string) => process.stdout.write(text);

/**
 * `npm run destroy -- STACK --confirm STACK [--cluster-gone]`: takes everything down. A stack whose
 * data is protected keeps all of it: the protection is taken away in its values first, and by an
 * update. When the cluster is gone already, whatever was in it counts as deleted.
 */
async function main(args: readonly string[]): Promise<number> {
  const options = { confirm: { type: "string" }, "cluster-gone": { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const stack = stackOf("destroy", positionals);
  if (values.confirm !== stack) {
    throw new VerbError(`everything of ${stack} would be deleted; say --confirm ${stack}`);
  }
  announce(`destroy --stack ${stack} --yes`);
  const work = async (opened: Stack) => {
    await refuseProtected(opened);
    // The preview fails before anything is gone; without it, all but one resource would be.
    await opened.previewDestroy({ onOutput });
    const { summary } = await opened.destroy({ onOutput });
    return summary.result === "succeeded" ? 0 : 1;
  };
  return withOwnStack(stack, work, values["cluster-gone"] === true ? clusterGone : {});
}

/** The plugin is asked not to wait for a cluster that will never answer. */
const clusterGone = { PULUMI_K8S_DELETE_UNREACHABLE: "true" };

async function refuseProtected(stack: Stack): Promise<void> {
  const data = (await stack.getAllConfig())["nudge:data"]?.value;
  if (data !== "protected") return;
  throw new VerbError(
    `the data of ${stack.name} is protected; say nudge:data free in Pulumi.${stack.name}.yaml, run up, then destroy`,
  );
}

await runVerb("destroy", () => main(process.argv.slice(2)));
