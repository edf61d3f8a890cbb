import { createWriteStream } from "node:fs";
import { access, mkdir, readFile, symlink } from "node:fs/promises";
import { join, posix } from "node:path";
import { pipeline } from "node:stream/promises";
import { WayFailed } from "../failures.ts";
import type { Making, ToolchainPorts } from "../making.ts";
import type { DownloadWay } from "../program.ts";
import { RunFailed, run } from "../run.ts";
import { sha256Of, sumsIn } from "./checksum.ts";

/** The largest archive of the list is a fourth of it: more is not what we asked for. */
const archiveBytesMax = 600_000_000;
/** A release has some dozens of files, and a line for each. */
const sumsBytesMax = 1_000_000;
/** The largest archive over a slow line. */
const withinMs = 600_000;

/** Takes the release's own archive, if it is the one that its checksum names. */
export async function download(way: DownloadWay, making: Making): Promise<void> {
  const { bin, into, scratch, ports } = making;
  const url = way.url(ports.platform);
  const archive = join(scratch, "archive.tar.gz");
  const expected = await expectedSum(way, url, making);
  await save(url, archive, archiveBytesMax, ports);
  const found = await sha256Of(archive);
  if (found !== expected) {
    throw new WayFailed(`${url} has the SHA-256 ${found}, and not ${expected}: refused`);
  }
  await unpack(archive, join(into, "unpacked"), ports);
  await mkdir(join(into, "bin"));
  for (const name of bin) {
    const inside = posix.join("unpacked", way.folder?.(ports.platform) ?? ".", name);
    await access(join(into, inside)).catch(() => {
      throw new WayFailed(`${url} has no ${inside}`);
    });
    // The rest of the archive stays: some programs look for others beside themselves.
    await symlink(posix.join("..", inside), join(into, "bin", name));
  }
}

async function expectedSum(
  { checksum }: DownloadWay,
  url: string,
  { scratch, ports }: Making,
): Promise<string> {
  if (checksum.kind === "pinned") {
    const sum = checksum.sha256[ports.platform];
    if (sum === undefined) throw new WayFailed(`no checksum is known for ${ports.platform}`);
    return sum;
  }
  const from = checksum.url(ports.platform);
  const sums = join(scratch, "sums.txt");
  await save(from, sums, sumsBytesMax, ports);
  const name = posix.basename(new URL(url).pathname);
  const sum = sumsIn(await readFile(sums, "utf8")).get(name);
  if (sum === undefined) throw new WayFailed(`${from} has no SHA-256 of ${name}`);
  return sum;
}

async function save(
  url: string,
  path: string,
  bytesMax: number,
  { signal }: ToolchainPorts,
): Promise<void> {
  try {
    const either = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
    const response = await fetch(url, { signal: either });
    if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`);
    await pipeline(response.body, atMost(bytesMax), createWriteStream(path), { signal: either });
  } catch (thrown) {
    signal.throwIfAborted();
    throw new WayFailed(`${url}: ${reasonOf(thrown)}`);
  }
}

/** Passes on what comes, and throws when it is more than there may be. */
const atMost = (bytesMax: number) =>
  async function* (chunks: AsyncIterable<Uint8Array>) {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      if (bytes > bytesMax) throw new Error(`is larger than ${bytesMax} bytes`);
      yield chunk;
    }
  };

/** `fetch` says only that it failed; why stands in the cause. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}

async function unpack(archive: string, into: string, { signal }: ToolchainPorts): Promise<void> {
  await mkdir(into);
  try {
    const args = ["--extract", "--gzip", "--file", archive, "--no-same-owner"];
    await run("tar", args, { cwd: into, signal });
  } catch (thrown) {
    if (!(thrown instanceof RunFailed)) throw thrown;
    throw new WayFailed(thrown.message);
  }
}
