import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { ClusterEnvironment } from "../../../components/model/cluster-environment.ts";
import type { Cluster } from "../../../infra/kubernetes/cluster.ts";
import { command } from "../../../infra/kubernetes/command.ts";
import { down } from "../../../infra/kubernetes/down.ts";
import { openEntrance } from "../../../infra/kubernetes/entrance/open.ts";
import { up } from "../../../infra/kubernetes/up.ts";
import { clusterPrograms } from "../../cluster-programs.ts";
import { allImages } from "../../images.ts";
import { engineFolder, ownStack, withClusterStack } from "../../own-stack.ts";
import { namespaces, placedEnvironment } from "../../placed.ts";
import { programWith, valuesIn } from "../../program.ts";
import { settingsOf } from "../../settings.ts";
import { test } from "../../test.ts";
import { type Held, hold } from "../engine/hold.ts";
import { momentsOf } from "./whole-moments.ts";
import { secretsOf } from "./whole-secrets.ts";
import { type UpResult, upOf } from "./whole-up.ts";

export type { UpResult } from "./whole-up.ts";

export interface WholeOptions {
  /** Machines of the cluster. @default 1 */
  readonly nodes?: number;
  /** Values of the stack other than those of `Pulumi.test.yaml`, by their keys. @default none */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Changes the environment before anything is rendered. @default as `stacks/test.ts` has it */
  readonly change?: (environment: ClusterEnvironment) => ClusterEnvironment;
  /** Hears how far it has come. @default standard output */
  readonly report?: (line: string) => void;
}

export interface Changes extends Pick<WholeOptions, "values" | "change"> {
  /** How long what does not become ready is waited for, from now on. @default as it was */
  readonly patienceSeconds?: number;
}

/** One moment of an up, in milliseconds since it began. */
export interface Moment {
  readonly atMs: number;
  readonly what: string;
}

/** The stack `test` on a real Kubernetes of this machine, with everything ready. */
export interface WholeCluster {
  /** The application through its entrance, without a slash at the end. */
  readonly url: string;
  readonly cluster: Cluster;
  /** As it was rendered. */
  readonly environment: ClusterEnvironment;
  readonly namespaces: {
    readonly application: string;
    readonly controlPlane: string;
    readonly stores: string;
    readonly broker: string;
    readonly entrance: string;
  };
  /** Every secret value of the stack, by what it is for; a search must find none of them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly timeline: readonly Moment[];
  /** Notes a moment of the timeline, and reports it. */
  moment(what: string): void;
  /** Where the engine keeps its state: a folder to search. */
  readonly stateFolder: string;
  /** Runs kubectl and gives what it printed. Throws with its last words when it failed. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /**
   * Runs the same program again, with other values or another environment when they are given: they
   * stay for the ups after it. Does not throw when the update fails; it says so.
   */
  up(changes?: Changes): Promise<UpResult>;
  /** The stack as it is opened now, for verbs that are about one. */
  stack(): Stack;
  /** Takes the stack down by the engine; the cluster stays. */
  destroy(): Promise<UpResult>;
  /** Ends the cluster and whatever was started. Twice is once. */
  close(): Promise<void>;
}

/** All services at once: of those that had to wait for one that fails, nothing would be seen. */
const parallel = 32;

/** Starts a cluster with nothing in it and brings the stack `test` up on it. */
export async function upWhole(options: WholeOptions = {}): Promise<WholeCluster> {
  const { nodes = 1, report = (line: string) => process.stdout.write(`${line}\n`) } = options;
  const { timeline, moment } = aTimeline(report);
  const { signal } = new AbortController();
  const base = mkdtempSync(join(tmpdir(), "nudge-clusters-"));
  const name = `w${process.pid}`;
  let stack: Held<Stack> | undefined;
  let { change, values = {} } = options;
  let patienceSeconds: number | undefined;
  const close = async () => {
    await stack?.release();
    stack = undefined;
    if ((await down(base, name)) === "ended") rmSync(base, { recursive: true });
  };
  try {
    // 1. A cluster, with everything that its machines may be asked to start.
    const programs = await clusterPrograms(report, signal);
    const images = await allImages(test.images.repository, "dev", {
      report: () => undefined,
      signal,
    });
    const step = (line: string) => moment(withoutTime(line));
    const cluster = await up({ name, nodes, base, programs, images, signal, report: step });
    const url = await openEntrance(cluster, signal);
    moment("the entrance answers");
    const kubectlFile = join(programs.kubernetes, "kubectl");
    const kubectl = (args: readonly string[], input = "") =>
      command(kubectlFile, ["--kubeconfig", cluster.kubeconfig, ...args], input);
    // 2. The stack, by the real engine.
    const program = () => programWith(change)();
    const open = () =>
      hold<Stack>((work) =>
        withClusterStack({ cluster, program, values, plugins: "stand-in", patienceSeconds }, work),
      );
    // What keeps data has to stand on the first machine: any other one may be cut off.
    const spare = cluster.nodes.slice(1);
    for (const node of spare) await kubectl(["cordon", node]);
    const held = await open();
    stack = held;
    moment("the engine has opened the stack");
    const first = await upOf((run) => held.value.up(run), momentsOf(moment));
    if (!first.succeeded) throw new Error(`up failed:\n${first.output.slice(-4_000)}`);
    for (const node of spare) await kubectl(["uncordon", node]);
    moment("everything is up");
    const settings = await settingsIn(held.value);
    const environment = () => (change ?? ((same) => same))(placedEnvironment(ownStack, settings));
    return {
      url,
      cluster,
      get environment() {
        return environment();
      },
      namespaces: namespacesOf(environment()),
      secrets: await secretsOf(settings, kubectl),
      timeline,
      moment,
      stateFolder: join(engineFolder(cluster), "state"),
      kubectl,
      async up(changes = {}) {
        change = changes.change ?? change;
        patienceSeconds = changes.patienceSeconds ?? patienceSeconds;
        if (changes.values !== undefined) {
          values = { ...values, ...changes.values };
          await stack?.release();
          stack = await open();
        }
        const opened = stack?.value ?? held.value;
        return upOf((run) => opened.up({ ...run, parallel }));
      },
      stack: () => stack?.value ?? held.value,
      destroy() {
        const opened = stack?.value ?? held.value;
        return upOf((run) => opened.destroy(run));
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Notes what happened, and how long after now; reports it. */
function aTimeline(report: (line: string) => void) {
  const began = performance.now();
  const timeline: Moment[] = [];
  const moment = (what: string) => {
    const atMs = Math.round(performance.now() - began);
    timeline.push({ atMs, what });
    report(`${(atMs / 1_000).toFixed(1).padStart(6)} s  ${what}`);
  };
  return { timeline, moment };
}

/** A cluster that comes up counts from its own beginning. */
const withoutTime = (line: string) => line.replace(/^ *[\d.]+ s {2}/, "");

const namespacesOf = ({ namespace, network }: ClusterEnvironment) => ({
  application: namespace,
  controlPlane: network.controlPlane,
  stores: namespaces.stores,
  broker: namespaces.kafka,
  entrance: network.entrance,
});

/** The values of a stack as its program reads them. */
async function settingsIn(stack: Stack) {
  const config = Object.entries(await stack.getAllConfig());
  const plain = Object.fromEntries(config.map(([key, { value }]) => [key, value]));
  return settingsOf(ownStack, valuesIn(plain));
}
