import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { ClusterError } from "./cluster-error.ts";

const form = z.object({
  version: z.literal(1),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/),
  /** Which of the machine's ranges of addresses it has. */
  index: z.int().min(0),
  nodes: z.int().min(1),
  /** Made for this cluster alone; its last part names the control groups too. */
  folder: z.string(),
  /** Who is making it, until it is whole. */
  maker: z.object({ pid: z.int(), started: z.string() }).optional(),
  /** Processes that hold the namespaces: the switch's, and the nodes'. */
  holders: z.object({ lan: z.int(), nodes: z.array(z.int()) }).optional(),
});

/** All that has to be known of a cluster to end it, also by somebody who did not begin it. */
export type ClusterRecord = z.output<typeof form>;

/** Stands in a cluster's folder, so that no other folder is ever taken for one. */
const mark = ".nudge-cluster";
const nameForm = /^[a-z][a-z0-9-]{0,19}$/;
const folderForm = /^nudge-[a-z0-9-]+-[A-Za-z0-9]{6}$/;

/** The clusters whose records lie in a folder. */
export const recordsIn = (base: string): readonly ClusterRecord[] =>
  filesIn(base).map((file) => readAt(join(base, file)));

/** The cluster of a name, if there is one. */
export const readRecord = (base: string, name: string): ClusterRecord | undefined =>
  filesIn(base).includes(`${name}.json`) ? readAt(join(base, `${name}.json`)) : undefined;

/** Whether a cluster may be called so: short enough for paths, plain enough for every name. */
export function checkName(name: string): void {
  if (nameForm.test(name)) return;
  throw new ClusterError(`--name "${name}": use 1 to 20 of a-z, 0-9 and -, a letter first`);
}

/** Makes the folder of a new cluster, and the record of it. Throws when the name is taken. */
export function makeRecord(
  base: string,
  { name, index, nodes }: Pick<ClusterRecord, "name" | "index" | "nodes">,
): ClusterRecord {
  mkdirSync(base, { recursive: true });
  const folder = mkdtempSync(join(realpathSync(base), `nudge-${name}-`));
  try {
    writeFileSync(join(folder, mark), name);
    const record: ClusterRecord = { version: 1, name, index, nodes, folder, maker: thisProcess() };
    writeFileSync(join(base, `${name}.json`), textOf(record), { flag: "wx" });
    return record;
  } catch (thrown) {
    rmSync(folder, { recursive: true });
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST")) throw thrown;
    throw new ClusterError(`"${name}" was begun by another in this moment; wait for it`);
  }
}

/** Writes a changed record, as a whole or not at all. */
export function writeRecord(base: string, record: ClusterRecord): void {
  const file = join(base, `${record.name}.json`);
  writeFileSync(`${file}.new`, textOf(record));
  renameSync(`${file}.new`, file);
}

/**
 * Deletes the folder of a cluster and then its record. Refuses any folder that `makeRecord` did not
 * make, and one in which something is still mounted.
 */
export function deleteRecord(base: string, { name, folder }: ClusterRecord): void {
  const wrong = whyNotOurs(base, name, folder);
  if (wrong !== undefined) throw new ClusterError(`${folder} is left alone: ${wrong}`);
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(base, `${name}.json`));
}

function whyNotOurs(base: string, name: string, folder: string): string | undefined {
  if (dirname(folder) !== realpathSync(base)) return `it is not in ${base}`;
  if (!folderForm.test(basename(folder))) return "no cluster's folder is called so";
  const marked = readIfThere(join(folder, mark));
  // A deletion that was broken off may have taken the mark before the rest.
  if (marked !== undefined && marked !== name) return `its mark names "${marked}"`;
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const mounted = mounts.find((line) => line.split(" ")[1]?.startsWith(`${folder}/`));
  return mounted === undefined ? undefined : `${mounted.split(" ")[1]} is mounted in it`;
}

/** Whether the process that makes the cluster still does: its id, and when it was started. */
export const isBeingMade = ({ maker }: ClusterRecord): boolean =>
  maker !== undefined && startOf(maker.pid) === maker.started;

const thisProcess = () => ({ pid: process.pid, started: startOf(process.pid) ?? "" });

/** When a process was started, in ticks since the machine was; nothing if it is gone. */
function startOf(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The name in brackets may have blanks itself. Of what follows, the start is the twentieth.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function readAt(file: string): ClusterRecord {
  const read = form.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (read.success) return read.data;
  throw new ClusterError(`${file}: is no record of a cluster: ${z.prettifyError(read.error)}`);
}

const textOf = (record: ClusterRecord): string => `${JSON.stringify(record, undefined, 2)}\n`;

function filesIn(base: string): readonly string[] {
  try {
    return readdirSync(base).filter((file) => file.endsWith(".json"));
  } catch (thrown) {
    if (isAbsent(thrown)) return [];
    throw thrown;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  }
}

const isAbsent = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  "code" in thrown &&
  (thrown.code === "ENOENT" || thrown.code === "ESRCH");
