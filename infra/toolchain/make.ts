import { chmod, lstat, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { firstWay } from "./first-way.ts";
import type { Making, ToolchainPorts } from "./making.ts";
import type { Program, Way } from "./program.ts";
import { secondsSince, withProgress } from "./progress.ts";
import { type ToolRecord, writeRecord } from "./tool.ts";
import { unpackDebian } from "./ways/debian.ts";
import { download } from "./ways/download.ts";
import { buildGo } from "./ways/go.ts";
import { copyMaven } from "./ways/maven.ts";

const unfinished = "unfinished-";

/** Makes a program aside, and moves it to its folder in one step. The caller holds its lock. */
export async function make(
  title: string,
  program: Program,
  folder: string,
  ports: ToolchainPorts,
): Promise<void> {
  await tellLeftovers(dirname(folder), title, ports);
  const workshop = await mkdtemp(join(dirname(folder), unfinished));
  try {
    const attempt = (way: Way, at: number) =>
      makeBy(way, join(workshop, `${at}`), title, program, ports);
    const { into, record } = await firstWay(title, program.ways, attempt, ports.report);
    await writeRecord(into, record);
    await rename(into, folder);
    const size = `${Math.round(record.bytes / 1e6)} MB`;
    ports.report(`${title}: ready by ${record.way} in ${record.seconds} s, ${size}`);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

interface Made {
  readonly into: string;
  readonly record: ToolRecord;
}

/** Each way has folders of its own: what a failed one left is in no other's way. */
async function makeBy(
  way: Way,
  into: string,
  title: string,
  program: Program,
  ports: ToolchainPorts,
): Promise<Made> {
  const scratch = `${into}-scratch`;
  for (const each of [into, scratch]) await mkdir(each);
  const seconds = secondsSince();
  const { version, bin } = program;
  const making = { version, bin, into, scratch, ports };
  await withProgress(`${title}: ${doing(way)}`, ports.report, () => take(way, making));
  // Until here the folder is its owner's alone. A database that refuses root runs as another.
  await chmod(into, 0o755);
  return { into, record: { way: way.kind, bytes: await bytesOf(into), seconds: seconds() } };
}

function take(way: Way, making: Making): Promise<void> {
  switch (way.kind) {
    case "download":
      return download(way, making);
    case "go":
      return buildGo(way, making);
    case "debian":
      return unpackDebian(way, making);
    case "maven":
      return copyMaven(way, making);
  }
}

function doing(way: Way): string {
  switch (way.kind) {
    case "download":
      return "downloading its release";
    case "go":
      return "building it from its Go module";
    case "debian":
      return `unpacking ${way.packages.join(", ")}`;
    case "maven":
      return "copying its Java archives";
  }
}

/** A process that was killed with -9 left its folder behind. A person judges what it is worth. */
async function tellLeftovers(home: string, title: string, { report }: ToolchainPorts) {
  for (const name of await readdir(home)) {
    if (!name.startsWith(unfinished)) continue;
    report(`${title}: left over from one that was killed, to be deleted: ${join(home, name)}`);
  }
}

async function bytesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await lstat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
