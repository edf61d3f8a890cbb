import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Addresses, addressesOf } from "./addresses.ts";
import { type Api, openApi } from "./api.ts";
import { type ClusterGroups, groupsOf } from "./cgroups.ts";
import { ClusterError } from "./cluster-error.ts";
import { archiveOf, type Image } from "./images/image.ts";
import { type Namespaces, namespacesOf } from "./namespaces.ts";
import { setCable } from "./network.ts";
import { ctrArgs } from "./node.ts";
import { pkiIn, type User } from "./pki.ts";
import type { Programs } from "./programs.ts";
import type { ClusterRecord } from "./record.ts";

/** A cluster that runs. */
export interface Cluster {
  readonly name: string;
  /** Everything of it on the disk; it goes with the cluster. */
  readonly folder: string;
  readonly addresses: Addresses;
  /** The path of a file with which everything may be asked and changed. */
  readonly kubeconfig: string;
  /** The same for us. */
  readonly api: Api;
  readonly nodes: readonly string[];
  /** One log a program. */
  readonly logs: readonly string[];
  /** Brings images to every node. */
  importImages(images: readonly Image[]): Promise<void>;
  /** Brings the images of an archive, as `docker save` writes it, to every node. */
  importArchive(file: string): Promise<void>;
  /** Cuts a node off from everybody else, or joins it again. */
  partition(at: number, cable: "up" | "down"): Promise<void>;
}

const inMachine = ["--net", "--mount"];
const inSwitch = ["--net"];

/** What a node of a cluster is called. */
export const nodeName = ({ name }: Pick<ClusterRecord, "name">, at: number): string =>
  `${name}-${at}`;

/** What all of them are. */
export const nodeNames = (record: Pick<ClusterRecord, "name" | "nodes">): readonly string[] =>
  Array.from({ length: record.nodes }, (_, at) => nodeName(record, at));

/** Where the parts of a cluster lie in its folder. */
export const placesIn = (folder: string) => ({
  pki: join(folder, "pki"),
  kubeconfig: (user: string) => join(folder, "pki", `${user}.kubeconfig`),
  machine: (at: number) => join(folder, `n${at}`),
  settings: (at: number) => join(folder, `n${at}`, "settings"),
  logs: (at: number) => join(folder, `n${at}`, "logs"),
});

/** The machines and the switch of a cluster, while the processes that hold them are its own. */
export function holdersOf(
  { name, holders }: ClusterRecord,
  groups: ClusterGroups,
): { readonly lan: Namespaces; readonly nodes: readonly Namespaces[] } {
  const alive = groups.processes();
  const held = (pid: number | undefined, kinds: readonly string[]): Namespaces => {
    if (pid !== undefined && alive.includes(pid)) return namespacesOf(pid, kinds);
    throw new ClusterError(`cluster ${name} does not run; npm run cluster -- up --name ${name}`);
  };
  return {
    lan: held(holders?.lan, inSwitch),
    nodes: (holders?.nodes ?? []).map((pid) => held(pid, inMachine)),
  };
}

/** A cluster as its record says. Throws when it does not run. */
export function openCluster(record: ClusterRecord, programs: Programs): Cluster {
  const { name, folder, index } = record;
  const { lan, nodes } = holdersOf(record, groupsOf(groupName(record)));
  const places = placesIn(folder);
  return {
    name,
    folder,
    addresses: addressesOf(index),
    kubeconfig: places.kubeconfig("admin"),
    api: apiOf(record, "admin"),
    nodes: nodeNames(record),
    logs: nodes.map((_, at) => places.logs(at)),
    async importImages(images) {
      for (const node of nodes) await importInto(node, archiveOf(images, process.arch), programs);
    },
    async importArchive(file) {
      for (const node of nodes) await importInto(node, createReadStream(file), programs);
    },
    async partition(at, cable) {
      if (nodes[at] === undefined) throw new ClusterError(`${name} has no node ${at}`);
      await setCable(lan, at, cable);
    },
  };
}

/** Where the API server of a cluster is. */
export const serverOf = ({ index }: ClusterRecord): string =>
  `https://${addressesOf(index).node(0)}:6443`;

/** The API of a cluster, asked as somebody. */
export function apiOf(record: ClusterRecord, user: User): Api {
  const pki = pkiIn(placesIn(record.folder).pki);
  const [ca, cert, key] = [pki.crt("ca"), pki.crt(user), pki.key(user)].map((path) =>
    readFileSync(path, "utf8"),
  );
  return openApi(serverOf(record), { ca, cert, key });
}

/** The control groups of a cluster are called like its folder. */
export const groupName = ({ folder }: ClusterRecord): string =>
  folder.slice(folder.lastIndexOf("/") + 1);

/** Brings the images of an archive to one node. */
export async function importInto(
  node: Namespaces,
  archive: AsyncIterable<Uint8Array>,
  programs: Programs,
): Promise<void> {
  await node.run(join(programs.containerd, "ctr"), [...ctrArgs, "images", "import", "-"], archive);
}
