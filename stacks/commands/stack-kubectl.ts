import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { find } from "../../infra/toolchain/ensure.ts";
import { programs } from "../../infra/toolchain/programs.ts";
import { toolchain } from "../rehearsal.ts";
import type { Kubectl } from "./rollout-report.ts";

/** As far as the value of every kind of cluster says where it is. */
const clusterForm = z.looseObject({
  context: z.string().optional(),
  kubeconfig: z.string().optional(),
});
/** A namespace with all its warnings is some MB at most. */
const outputBytesMax = 64 << 20;
const answerWithin = "--request-timeout=20s";

/** Does work with a kubectl that asks the cluster of a stack. It is the person's own, or ours. */
export async function withKubectl<Result>(
  stack: Stack,
  work: (kubectl: Kubectl) => Promise<Result>,
): Promise<Result> {
  const file = await programFile();
  const folder = await mkdtemp(join(tmpdir(), "nudge-kubectl-"));
  try {
    const access = await accessOf(stack, folder);
    return await work(async (args) => {
      const all = [...access, answerWithin, ...args];
      return (await promisify(execFile)(file, all, { maxBuffer: outputBytesMax })).stdout;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function programFile(): Promise<string> {
  const own = (process.env.PATH ?? "").split(":").map((folder) => join(folder, "kubectl"));
  const there = own.find((file) => existsSync(file));
  if (there !== undefined) return there;
  // Only if somebody had it made before: nobody waits minutes here for a program.
  const made = await find("kubernetes", programs.kubernetes, toolchain());
  if (made !== undefined) return join(made.binFolder, "kubectl");
  throw new Error("there is no kubectl on the PATH");
}

async function accessOf(stack: Stack, folder: string): Promise<readonly string[]> {
  const config = await stack.getAllConfig();
  const given = clusterForm.parse(JSON.parse(config["nudge:cluster"]?.value ?? "{}"));
  const made = z
    .string()
    .optional()
    .parse((await stack.outputs()).kubeconfig?.value);
  const kubeconfig = given.kubeconfig ?? made;
  const context = given.context === undefined ? [] : ["--context", given.context];
  if (kubeconfig === undefined) return context;
  // The value is a path, or the content itself.
  if (existsSync(kubeconfig)) return ["--kubeconfig", kubeconfig, ...context];
  const file = join(folder, "kubeconfig");
  await writeFile(file, kubeconfig, { mode: 0o600 });
  return ["--kubeconfig", file, ...context];
}
