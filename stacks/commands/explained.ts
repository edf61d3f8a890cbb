import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { environmentOf, type StackName } from "../environments.ts";
import { inWords, VerbError } from "../verb.ts";
import { rolloutReport } from "./rollout-report.ts";
import { withKubectl } from "./stack-kubectl.ts";

/**
 * Does an update. When it fails, the error says what became of each deployment beside what the
 * engine said, and how to go on.
 */
export async function explained<Result>(
  stack: StackName,
  opened: Stack,
  update: () => Promise<Result>,
): Promise<Result> {
  try {
    return await update();
  } catch (thrown) {
    // What was refused before anything was asked of the cluster explains itself.
    if (thrown instanceof VerbError || !(thrown instanceof Error)) throw thrown;
    throw new VerbError([inWords(thrown), ...(await whatBecame(stack, opened))].join("\n"));
  }
}

async function whatBecame(stack: StackName, opened: Stack): Promise<readonly string[]> {
  const { namespace } = environmentOf(stack);
  try {
    const told = await withKubectl(opened, (kubectl) => rolloutReport(kubectl, namespace));
    if (told.length === 0) return [];
    return ["", "Not ready:", ...told.map((line) => `  ${line}`), "", ...waysOn(stack)];
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return ["", `The cluster cannot be asked for more (${why}); look yourself:`].concat(
      `  kubectl --namespace ${namespace} get pods`,
    );
  }
}

const waysOn = (stack: StackName): readonly string[] => [
  `Go back to what stood before: npm run rollback -- ${stack}`,
  `Or mend it, and again:        npm run up -- ${stack}`,
];
