import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import {
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import type { Tool } from "../infra/toolchain/tool.ts";

/** What the engine starts beside the program, by the names that it looks for on its PATH. */
const starters = {
  // For resources whose provider is a part of ours.
  "pulumi-resource-pulumi-nodejs": createRequire(import.meta.url).resolve(
    "@pulumi/pulumi/cmd/dynamic-provider",
  ),
  // For a pack of policies: it is started in the folder of the pack.
  "pulumi-analyzer-policy-nodejs": ".",
};

export interface EngineArgs {
  readonly pulumi: Tool<"pulumi">;
  readonly stack: string;
  /** The folder of `Pulumi.yaml` and of the values of each stack. */
  readonly workDir: string;
  readonly program: PulumiFn;
  /** Nobody has made it before: the engine need not look. @default false */
  readonly isNew?: boolean;
  /** Added to the environment of the engine. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Opens a stack, and makes it when it is new; then does the work with it. The program runs in this
 * process, so the engine needs no language host. What was made for the engine goes at the end.
 */
export async function withStack<Result>(
  { pulumi, stack: stackName, workDir, program, isNew = false, environment }: EngineArgs,
  work: (stack: Stack) => Promise<Result>,
): Promise<Result> {
  const plugins = await mkdtemp(join(tmpdir(), "nudge-plugins-"));
  try {
    await writeStarters(pulumi, plugins);
    const envVars = {
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...environment,
      PATH: [pulumi.binFolder, plugins, process.env.PATH ?? ""].join(delimiter),
    };
    const pulumiCommand = await PulumiCommand.get({ root: pulumi.folder });
    const args = { stackName, projectName: "nudge", program };
    const options = { workDir, envVars, pulumiCommand };
    const stack = isNew
      ? await LocalWorkspace.createStack(args, options)
      : await LocalWorkspace.createOrSelectStack(args, options);
    return await work(stack);
  } finally {
    await rm(plugins, { recursive: true });
  }
}

/** A release has them beside the engine; an engine that was built from its module has not. */
async function writeStarters(pulumi: Tool<"pulumi">, folder: string): Promise<void> {
  for (const [name, module] of Object.entries(starters)) {
    if (existsSync(join(pulumi.binFolder, name))) continue;
    const file = join(folder, name);
    // Kafka's client asks for timers in the past; Node says so each time.
    const node = `"${process.execPath}" --disable-warning=TimeoutNegativeWarning`;
    await writeFile(file, `#!/bin/sh\nexec ${node} "${module}" "$@"\n`);
    await chmod(file, 0o755);
  }
}
