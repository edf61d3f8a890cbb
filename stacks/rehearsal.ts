import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { startStandIns } from "../infra/stand-in/stand-ins.ts";
import { ensure } from "../infra/toolchain/ensure.ts";
import { thisMachine } from "../infra/toolchain/machine.ts";
import { root } from "./commands/root.ts";
import { withStack } from "./engine.ts";

/** A program of the list, made when it is not there. */
export const toolchain = () =>
  thisMachine(process.env, {
    report: (line) => process.stderr.write(`${line}\n`),
    signal: new AbortController().signal,
  });

export interface EngineTest {
  readonly stack?: string;
  readonly program: PulumiFn;
  /** Files of the project, by their names. Without `Pulumi.yaml` there is no schema of the config. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders of charts that lie on this machine, by their names. */
  readonly charts?: Readonly<Record<string, string>>;
}

/** What the engine keeps on disk. */
export interface Folders {
  readonly state: string;
  /** The values of the stack. */
  readonly workDir: string;
}

/**
 * The real engine with stand-in providers, its state in a folder of its own. It knows no cluster
 * and no account but what the program names.
 */
export async function withEngine<Result>(
  { stack = "test", program, files = {}, charts = {} }: EngineTest,
  work: (stack: Stack, folder: Folders) => Promise<Result>,
): Promise<Result> {
  const [pulumi, helm] = await Promise.all([
    ensure("pulumi", toolchain()),
    ensure("helm", toolchain()),
  ]);
  const folder = await mkdtemp(join(tmpdir(), "nudge-engine-"));
  const standIns = await startStandIns({ helm: helm.path("helm"), folders: charts });
  try {
    const workDir = join(folder, "project");
    const state = join(folder, "state");
    for (const each of [workDir, state]) await mkdir(each);
    // What the engine runs apart from this process finds its libraries from the project.
    await symlink(join(root, "node_modules"), join(workDir, "node_modules"));
    const project = { "Pulumi.yaml": "name: nudge\nruntime: nodejs\n", ...files };
    for (const [name, text] of Object.entries(project)) {
      await mkdir(dirname(join(workDir, name)), { recursive: true });
      await writeFile(join(workDir, name), text);
    }
    const environment = {
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_CONFIG_PASSPHRASE: "of a test",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...standIns.environment,
    };
    const args = { pulumi, stack, workDir, program, isNew: true, environment };
    return await withStack(args, (opened) => work(opened, { state, workDir }));
  } finally {
    standIns.close();
    await rm(folder, { recursive: true });
  }
}
