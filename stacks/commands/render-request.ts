import { parseArgs } from "node:util";
import { type ClusterName, clusterNames, isClusterName } from "../clusters.ts";
import { isStackName, type StackName, stackNames } from "../environments.ts";

/** What is to be rendered, and into which folder. */
export interface RenderRequest {
  readonly stack: StackName | "local";
  /** Without it, the stack's own. */
  readonly cluster: ClusterName | undefined;
  readonly folder: string;
}

/** How the command is called. */
export const usage = `npm run render -- ${[...stackNames, "local"].join("|")} [--cloud ${clusterNames.join("|")}] --out DIR`;

/** Reads the arguments, or says in one sentence what is wrong with them. */
export function renderRequest(args: readonly string[]): RenderRequest | string {
  const parsed = tryParse(args);
  if (typeof parsed === "string") return parsed;
  const {
    positionals: [stack, ...others],
    values: { cloud, out },
  } = parsed;
  if (stack === undefined) return "which stack?";
  if (stack !== "local" && !isStackName(stack)) return `there is no stack "${stack}"`;
  if (others.length > 0) return `one stack at a time; "${others.join(" ")}" is too much`;
  if (cloud !== undefined && !isClusterName(cloud)) return `there is no cluster "${cloud}"`;
  if (cloud !== undefined && stack === "local") return 'the stack "local" is on no cluster';
  if (out === undefined || out === "") return "where to? say --out DIR";
  return { stack, cluster: cloud, folder: out };
}

function tryParse(args: readonly string[]) {
  try {
    const options = { cloud: { type: "string" }, out: { type: "string" } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (thrown) {
    // It is about the arguments alone, and its first sentence says which one.
    return thrown instanceof Error
      ? (thrown.message.split(". ")[0] ?? thrown.message)
      : `${thrown}`;
  }
}
