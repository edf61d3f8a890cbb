import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { parseDocument } from "yaml";
import type { Cluster } from "../infra/kubernetes/cluster.ts";
import { startStandIns } from "../infra/stand-in/stand-ins.ts";
import { ensure } from "../infra/toolchain/ensure.ts";
import { daprChart } from "./charts.ts";
import { root } from "./commands/root.ts";
import { nextCertificates } from "./dapr-certificates.ts";
import { withStack } from "./engine.ts";
import { toolchain } from "./rehearsal.ts";

/** The stack that stands on a cluster of this machine. */
export const ownStack = "test";

export interface OwnStackArgs {
  readonly cluster: Pick<Cluster, "folder" | "kubeconfig" | "addresses">;
  readonly program: PulumiFn;
  /** Values other than those of the stack's file, by their keys. @default none */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Whether plugins are real: where they cannot be had, others stand in for them. */
  readonly plugins: "real" | "stand-in";
  /** How long a stand-in waits for what does not become ready. @default its own patience */
  readonly patienceSeconds?: number | undefined;
}

/** Where the engine keeps what belongs to a cluster, in the cluster's own folder. */
export const engineFolder = ({ folder }: Pick<Cluster, "folder">): string => join(folder, "engine");

/**
 * The stack on a cluster of this machine. Its state, its secrets and the word they are encrypted
 * with lie in the folder of the cluster and go with it: nobody sets any.
 */
export async function withClusterStack<Result>(
  { cluster, program, values = {}, plugins, patienceSeconds }: OwnStackArgs,
  work: (stack: Stack) => Promise<Result>,
): Promise<Result> {
  const folder = engineFolder(cluster);
  const workDir = join(folder, "project");
  const isNew = !existsSync(workDir);
  if (isNew) await makeProject(folder, workDir);
  await writeValues(workDir, {
    cluster: { kind: "own", kubeconfig: cluster.kubeconfig },
    host: { name: cluster.addresses.balancer(0) },
    ...values,
  });
  const own = {
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "passphrase"),
  };
  const pulumi = await ensure("pulumi", toolchain());
  const run = (environment: Readonly<Record<string, string>>) =>
    withStack(
      { pulumi, stack: ownStack, workDir, program, environment: { ...own, ...environment } },
      async (stack) => {
        await giveSecrets(stack);
        return work(stack);
      },
    );
  if (plugins === "real") return run({});
  const helm = await ensure("helm", toolchain());
  const folders = { dapr: await daprChart() };
  const standIns = await startStandIns({ helm: helm.path("helm"), folders }, patienceSeconds);
  try {
    return await run({
      PULUMI_HOME: join(folder, "home"),
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...standIns.environment,
    });
  } finally {
    standIns.close();
  }
}

async function makeProject(folder: string, workDir: string): Promise<void> {
  await mkdir(join(folder, "state"), { recursive: true });
  await writeFile(join(folder, "passphrase"), randomBytes(24).toString("base64url"), {
    mode: 0o600,
  });
  await mkdir(join(workDir, "stacks"), { recursive: true });
  // What the engine runs apart from this process finds its libraries from the project.
  await symlink(join(root, "node_modules"), join(workDir, "node_modules"));
  // The engine looks whether it is there; the program itself runs in this process.
  await writeFile(join(workDir, "stacks", "index.ts"), "");
}

/** The project's files as they are now; what the engine has encrypted stays. */
async function writeValues(
  workDir: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const name = `Pulumi.${ownStack}.yaml`;
  const project = await readFile(join(root, "Pulumi.yaml"), "utf8");
  await writeFile(join(workDir, "Pulumi.yaml"), project);
  const given = parseDocument(await readFile(join(root, name), "utf8"));
  const kept = join(workDir, name);
  const before = existsSync(kept) ? parseDocument(await readFile(kept, "utf8")).toJS() : {};
  given.set("encryptionsalt", before.encryptionsalt);
  for (const [key, value] of Object.entries(before.config ?? {})) {
    if (!given.hasIn(["config", key])) given.setIn(["config", key], value);
  }
  for (const [key, value] of Object.entries(values)) {
    given.setIn(["config", `nudge:${key}`], value);
  }
  await writeFile(kept, given.toString());
}

/** What only this cluster's parts know among themselves: made once. */
async function giveSecrets(stack: Stack): Promise<void> {
  const there = await stack.getAllConfig();
  if (there["nudge:masterKey"] !== undefined) return;
  const word = () => randomBytes(32).toString("base64url");
  const made = {
    masterKey: word(),
    brokerAdmin: JSON.stringify({ user: "operator", password: word() }),
    daprCertificates: JSON.stringify(nextCertificates(undefined, { what: "issuer" }, new Date())),
  };
  await stack.setAllConfig(
    Object.fromEntries(
      Object.entries(made).map(([key, value]) => [`nudge:${key}`, { value, secret: true }]),
    ),
  );
}

/** The plugin that the program's library asks for. A try to fetch it is short. */
const plugin = ["kubernetes", "4.34.2"];
const fetchWithinMs = 60_000;

/** Whether the real plugin is on this machine, or comes when it is asked for. */
export async function pluginsHere(): Promise<OwnStackArgs["plugins"]> {
  const pulumi = await ensure("pulumi", toolchain());
  const args = ["plugin", "install", "resource", ...plugin];
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  return promisify(execFile)(pulumi.path("pulumi"), args, { env, timeout: fetchWithinMs }).then(
    () => "real",
    () => "stand-in",
  );
}
