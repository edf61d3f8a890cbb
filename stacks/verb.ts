import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { ClusterError } from "../infra/kubernetes/cluster-error.ts";
import { ensure } from "../infra/toolchain/ensure.ts";
import { ToolchainError } from "../infra/toolchain/failures.ts";
import { root } from "./commands/root.ts";
import { withStack } from "./engine.ts";
import { isStackName, type StackName, stackNames } from "./environments.ts";
import program from "./index.ts";
import { clusterNameUsual, ownCluster } from "./own-cluster.ts";
import { ownStack, pluginsHere, withClusterStack } from "./own-stack.ts";
import { toolchain } from "./rehearsal.ts";

/** For a person: what is wrong, and the way out. */
export class VerbError extends Error {
  override readonly name = "VerbError";
}

/** The stack that a verb is about: its only word. Throws with the ways to call the verb. */
export function stackOf(verb: string, words: readonly string[]): StackName {
  const [name = "", ...others] = words;
  if (isStackName(name) && others.length === 0) return name;
  const wrong = name === "" ? "which stack?" : `there is no stack "${words.join(" ")}"`;
  throw new VerbError(`${wrong}\nusage: npm run ${verb} -- ${stackNames.join("|")}`);
}

/** Says the plain command that a verb stands for. */
export const announce = (command: string): void => {
  console.log(`runs: pulumi ${command}`);
};

/** The stack as it is: with the person's own backend, passphrase and plugins. */
export async function withOwnStack<Result>(
  stack: StackName,
  work: (stack: Stack) => Promise<Result>,
  variables: Readonly<Record<string, string>> = {},
): Promise<Result> {
  if (stack === ownStack) return withOwnCluster(work);
  const { PULUMI_CONFIG_PASSPHRASE: word, PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  if (word === undefined && file === undefined) {
    throw new VerbError(
      "PULUMI_CONFIG_PASSPHRASE: is not set; with it the secrets of the stack are encrypted. Choose one for a new stack: export PULUMI_CONFIG_PASSPHRASE=...",
    );
  }
  const pulumi = await ensure("pulumi", toolchain());
  const environment = {
    PULUMI_BACKEND_URL: process.env.PULUMI_BACKEND_URL ?? ownBackend(),
    ...variables,
  };
  return withStack({ pulumi, stack, workDir: root, program, environment }, work);
}

/** The stack of this machine's own cluster, which brings all that a person has to set elsewhere. */
async function withOwnCluster<Result>(work: (stack: Stack) => Promise<Result>): Promise<Result> {
  const { report, signal } = toolchain();
  const name = process.env.NUDGE_CLUSTER ?? clusterNameUsual;
  const cluster = await ownCluster(name, { report, signal });
  const plugins = await pluginsHere();
  if (plugins === "stand-in") {
    console.log("Pulumi's plugin for Kubernetes cannot be had from here: one of ours stands in");
  }
  return withClusterStack({ cluster, program, plugins }, work);
}

/** Where the state is kept unless PULUMI_BACKEND_URL says otherwise. */
function ownBackend(): string {
  const folder = join(root, ".data", "pulumi");
  mkdirSync(folder, { recursive: true });
  return `file://${folder}`;
}

/** Runs a verb to its end. What is for a person to mend is said in a few lines, without a stack. */
export async function runVerb(name: string, work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    console.error(`${name}: ${inWords(thrown)}`);
    process.exitCode = 1;
  }
}

const knownTroubles: readonly (readonly [RegExp, string])[] = [
  [
    /incorrect passphrase/,
    "PULUMI_CONFIG_PASSPHRASE: is not the one that the secrets of the stack were encrypted with; set that one",
  ],
  [
    /the stack is currently locked/,
    "the stack is locked by another run; wait for it, or, if it was killed: pulumi cancel",
  ],
  [
    /cluster is unreachable/,
    "the cluster does not answer where nudge:cluster says it is; start it, or correct that. If it is gone for good: npm run destroy -- <stack> --confirm <stack> --cluster-gone",
  ],
  [
    /no resource plugin|Could not automatically download/,
    "a plugin of Pulumi cannot be had from here; with Internet it comes by itself. A preview works without: npm run preview -- <stack> --stand-in",
  ],
];

/** What went wrong, as short as it can be said. */
export function inWords(error: Error): string {
  const isForPeople = [VerbError, ToolchainError, ClusterError].some(
    (kind) => error instanceof kind,
  );
  if (isForPeople) return error.message;
  const known = knownTroubles.find(([form]) => form.test(error.message));
  if (known !== undefined) return known[1];
  const said = error.message.split("\n").flatMap((line) => {
    const [, text] = /^\s*error: (?:Unhandled exception: )?(.*)$/.exec(line) ?? [];
    return text === undefined ? [] : [text];
  });
  const rules = /\[mandatory\] +([\w-]+) .*\n.*\n\s*(.*)$/gm;
  const broken = [...error.message.matchAll(rules)].map(([, rule, words]) => `${rule}: ${words}`);
  const settings = /^\s*(?:- )?(nudge:[\w.]+: .*)$/gm;
  const wrong = [...error.message.matchAll(settings)].map(([, text = ""]) => text);
  const all = [
    ...new Set([
      ...said.filter((line) => !/^(update|preview) failed$/.test(line)),
      ...wrong,
      ...broken,
    ]),
  ];
  return all.length > 0 ? all.join("\n- ") : error.message;
}
