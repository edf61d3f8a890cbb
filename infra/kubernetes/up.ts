import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { addressesOf } from "./addresses.ts";
import type { Api, KubernetesObject } from "./api.ts";
import { type ClusterGroups, groupsOf, makeGroups } from "./cgroups.ts";
import {
  apiOf,
  type Cluster,
  groupName,
  importInto,
  nodeName,
  nodeNames,
  openCluster,
  placesIn,
  serverOf,
} from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { controlPlane } from "./control-plane.ts";
import { end } from "./down.ts";
import { archiveOf, type Image } from "./images/image.ts";
import { pause } from "./images/pause.ts";
import { programImage } from "./images/program-image.ts";
import {
  type Daemon,
  makeMachine,
  makeSwitch,
  type Namespaces,
  startDaemon,
} from "./namespaces.ts";
import { layNetwork } from "./network.ts";
import { containerd, ctrArgs, type NodeArgs, nodeDaemons } from "./node.ts";
import { coredns, corednsImage } from "./objects/coredns.ts";
import { metricsServer, metricsServerImage } from "./objects/metrics-server.ts";
import { rights } from "./objects/rights.ts";
import { storage } from "./objects/storage.ts";
import { kubeconfigOf, makePki, type Pki, pkiIn, type User } from "./pki.ts";
import { preflight } from "./preflight.ts";
import type { Programs } from "./programs.ts";
import { type ClusterRecord, isBeingMade, makeRecord, readRecord, writeRecord } from "./record.ts";
import { until } from "./wait.ts";

export interface UpOptions {
  readonly name: string;
  /** Machines, each with a kubelet of its own; the first carries the control plane too. */
  readonly nodes: number;
  /** The folder of all clusters' records and data. */
  readonly base: string;
  readonly programs: Programs;
  /** Brought to every node before pods start. @default none */
  readonly images?: readonly Image[];
  /** Takes a line about what is going on. */
  readonly report: (line: string) => void;
  /** Ends what has begun, and leaves nothing of it. */
  readonly signal: AbortSignal;
}

/** A busy machine needs a quarter of it; past this something hangs. */
const withinMs = 120_000;
const lastLines = 8;

/**
 * Gives the running cluster of a name: the one that is there, or a new one. Throws a ClusterError
 * before anything changes when it cannot be had here, and leaves nothing when it fails on the way.
 */
export async function up(options: UpOptions): Promise<Cluster> {
  const { base, name, nodes, programs, report } = options;
  const there = await existing(options);
  if (there !== undefined) return there;
  const index = await preflight(options);
  const record = makeRecord(base, { name, index, nodes });
  const since = performance.now();
  const timed = (line: string) =>
    report(`${((performance.now() - since) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
  try {
    const complete = await boot(record, { ...options, report: timed });
    writeRecord(base, complete);
    return openCluster(complete, programs);
  } catch (thrown) {
    report("it failed; taking away what has begun ...");
    await end(base, record).catch((why: unknown) => {
      report(`not all of it went: ${String(why)}; npm run cluster -- down --name ${name}`);
    });
    throw thrown;
  }
}

/** The cluster that runs already. What an earlier run left of it is taken away first. */
async function existing({ base, name, nodes, programs, report }: UpOptions) {
  const record = readRecord(base, name);
  if (record === undefined) return undefined;
  if (isBeingMade(record)) {
    throw new ClusterError(`${name} is being made by process ${record.maker?.pid}; wait for it`);
  }
  const isWhole = record.maker === undefined && groupsOf(groupName(record)).processes().length > 0;
  if (!isWhole) {
    report(`taking away what an earlier run left of ${name} ...`);
    await end(base, record);
    return undefined;
  }
  if (record.nodes !== nodes) {
    throw new ClusterError(
      `--nodes ${nodes}: ${name} runs with ${record.nodes}; npm run cluster -- down --name ${name}`,
    );
  }
  report(`${name} runs already`);
  return openCluster(record, programs);
}

/** What the steps of one start share. */
interface Boot extends UpOptions {
  readonly record: ClusterRecord;
  readonly groups: ClusterGroups;
  /** Rejects when a program of the cluster has ended. */
  readonly lost: Promise<never>;
  readonly start: (daemon: Daemon, on: Node | undefined) => void;
  readonly waitFor: (what: string, isSo: () => Promise<boolean>) => Promise<void>;
}

/** A machine, and what its programs are told. */
interface Node extends NodeArgs {
  readonly machine: Namespaces;
}

async function boot(begun: ClusterRecord, options: UpOptions): Promise<ClusterRecord> {
  const { base, report, programs } = options;
  const addresses = addressesOf(begun.index);
  const places = placesIn(begun.folder);
  const names = nodeNames(begun);
  // 1. Where everything is born, and who is whom.
  const groups = makeGroups(groupName(begun), begun.nodes);
  for (const [at] of names.entries()) {
    mkdirSync(places.logs(at), { recursive: true });
    mkdirSync(places.settings(at));
  }
  const [holders, pki] = await Promise.all([
    makeMachines(begun, groups),
    makeCertificates(begun, names),
  ]);
  const { lan, machines } = holders;
  const record = {
    ...begun,
    holders: { lan: lan.holder, nodes: machines.map(({ holder }) => holder) },
  };
  writeRecord(base, record);
  await layNetwork(record.index, addresses, lan, machines);
  report("machines, network and certificates");
  // 2. Images come to the nodes while the control plane starts.
  const shared = startingOf(record, groups, options);
  const kubeconfig = places.kubeconfig;
  const nodes = machines.map((machine, at) => {
    const [name, cgroup, folder] = [nodeName(begun, at), groups.nodeRoot(at), places.settings(at)];
    return { machine, name, at, addresses, pki, kubeconfig, cgroup, folder, programs };
  });
  const publicTokenKey = join(places.pki, "tokens.pub");
  const keys = { pki, kubeconfig, publicTokenKey };
  const parts = { name: begun.name, nodes: begun.nodes, addresses, ...keys, programs };
  const prepared = Promise.all(nodes.map((node) => prepareNode(node, shared)));
  const { server, controllers } = controlPlane(parts);
  for (const daemon of server) shared.start(daemon, nodes[0]);
  const api = apiOf(record, "admin");
  const booting = (async () => {
    await shared.waitFor("API server ready", async () => (await api.get("/readyz")) === "ok");
    for (const daemon of controllers) shared.start(daemon, nodes[0]);
    await applyObjects(api, coredns(addresses.dnsService, nodeName(begun, 0)));
    // 3. Nodes, with what turns services and policies into rules of the network.
    for (const node of nodes) {
      for (const daemon of [...nodeDaemons(node), agent(record, node.at)]) {
        shared.start(daemon, node);
      }
    }
    await prepared;
    await Promise.all(names.map((name) => waitForNode(api, name, shared)));
    await shared.waitFor("names are answered", () => isAvailable(api, "coredns"));
  })();
  // Whichever fails first is the reason; the others fail because of it.
  await Promise.race([Promise.all([booting, prepared]), shared.lost]);
  const { maker: _, ...whole } = record;
  return whole;
}

async function makeMachines(record: ClusterRecord, groups: ClusterGroups) {
  const places = placesIn(record.folder);
  const [lan, ...machines] = await Promise.all([
    makeSwitch(groups.procs),
    ...nodeNames(record).map((_, at) => makeMachine(groups.procs, places.machine(at))),
  ]);
  return { lan, machines };
}

async function makeCertificates(record: ClusterRecord, names: readonly string[]): Promise<Pki> {
  const places = placesIn(record.folder);
  mkdirSync(places.pki, { mode: 0o700 });
  const pki = makePki(places.pki, addressesOf(record.index), names);
  const fixed: readonly User[] = ["admin", "controller-manager", "scheduler", "proxy"];
  const users = [...fixed, ...names.map((_, at): User => `node-${at}`)];
  for (const user of users) {
    const text = kubeconfigOf({ cluster: record.name, server: serverOf(record), user }, pki);
    writeFileSync(places.kubeconfig(user), text, { mode: 0o600 });
  }
  return pki;
}

/** Starts programs and watches them: one that ends is the reason, whatever was waited for. */
function startingOf(record: ClusterRecord, groups: ClusterGroups, options: UpOptions): Boot {
  const { programs, signal, report } = options;
  const { promise: lost, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting when the first program is lost.
  lost.catch(() => undefined);
  const path = [programs.containerd, programs.nftables, programs.cni, process.env.PATH].join(":");
  const end = new AbortController();
  const both = AbortSignal.any([signal, end.signal]);
  return {
    ...options,
    record,
    groups,
    lost,
    start(daemon, on) {
      if (on === undefined) throw new RangeError("a cluster has one node at least");
      const logs = placesIn(record.folder).logs(on.at);
      startDaemon(daemon, on.machine, {
        ...{ procs: groups.procs, logs, path },
        lost(name, how) {
          const said = lastWords(join(logs, `${name}.log`));
          reject(new ClusterError(`${name} ${how}. Its last words:\n  ${said}`));
          end.abort(new ClusterError(`${name} ended`));
        },
      });
    },
    async waitFor(what, isSo) {
      await until(what, isSo, { withinMs, signal: both });
      report(what);
    },
  };
}

/** The end of a log. It goes with the cluster, whose end is no news to anybody who began it. */
const lastWords = (log: string): string =>
  existsSync(log)
    ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-lastLines).join("\n  ")
    : "";

/** What a node can do before anybody asks it to: run containers, and have the images. */
async function prepareNode(
  node: Node,
  { start, programs, images = [], waitFor, report, lost }: Boot,
): Promise<void> {
  const { machine, name } = node;
  start(containerd(node), node);
  const answers = () => machine.run(join(programs.containerd, "ctr"), [...ctrArgs, "version"]);
  await waitFor(`${name}: runs containers`, async () => (await answers()) !== "");
  const brought = [
    pause(process.arch),
    programImage(corednsImage, join(programs.coredns, "coredns")),
    programImage(metricsServerImage, join(programs.metricsServer, "metrics-server")),
    ...images,
  ];
  const archive = archiveOf(brought, process.arch);
  await Promise.race([importInto(machine, archive, programs), lost]);
  report(`${name}: ${brought.length} images`);
}

async function applyObjects(api: Api, names: readonly KubernetesObject[]): Promise<void> {
  for (const object of [...rights, ...storage, ...names, ...metricsServer]) {
    await api.apply(object);
  }
}

/** What a node needs beside Kubernetes: rules for policies, folders for volumes, addresses. */
function agent(record: ClusterRecord, at: number): Daemon {
  const pki = pkiIn(placesIn(record.folder).pki);
  const main = join(import.meta.dirname, "agent", "main.ts");
  const files = [pki.crt("ca"), pki.crt("agent"), pki.key("agent")];
  const flags = ["--disable-warning=ExperimentalWarning"];
  const node = [nodeName(record, at), nodeName(record, 0)];
  const args = [...flags, main, serverOf(record), ...files, String(record.index), ...node];
  return { name: "agent", file: process.execPath, args };
}

async function waitForNode(api: Api, name: string, { waitFor }: Boot): Promise<void> {
  const path = `/api/v1/nodes/${name}`;
  await waitFor(`${name}: node is Ready`, async () => isTrue(await api.get(path), "Ready"));
}

async function isAvailable(api: Api, name: string): Promise<boolean> {
  const path = `/apis/apps/v1/namespaces/kube-system/deployments/${name}`;
  return isTrue(await api.get(path), "Available");
}

const conditionsForm = z.object({
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
  }),
});

/** Whether an object says of itself that a condition holds. */
const isTrue = (text: string, type: string): boolean =>
  conditionsForm
    .parse(JSON.parse(text))
    .status.conditions.some((each) => each.type === type && each.status === "True");
