import { createReadStream } from "node:fs";

/** One member of an archive. All belong to root and are from the beginning of time. */
export type Entry =
  | { readonly kind: "folder"; readonly path: string; readonly mode: number }
  | { readonly kind: "link"; readonly path: string; readonly to: string }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly mode: number;
      readonly bytes: number;
      readonly content: Content;
    };

/** What is in a file: known already, on the disk, or made while it is written. */
export type Content = Buffer | { readonly from: string } | (() => AsyncIterable<Uint8Array>);

/** A file whose content is known. */
export const fileOf = (path: string, content: string | Uint8Array, mode = 0o644): Entry => {
  const buffer = Buffer.from(content);
  return { kind: "file", path, mode, bytes: buffer.length, content: buffer };
};

/** The folders above files, each once and after its own parent. */
export function foldersOf(paths: readonly string[]): readonly Entry[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split("/").filter(Boolean).slice(0, -1);
    for (const [at] of parts.entries()) folders.add(parts.slice(0, at + 1).join("/"));
  }
  return [...folders]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((path) => ({ kind: "folder", path, mode: 0o755 }));
}

const block = 512;
/** The fields of a header that paths stand in have so many bytes. */
const nameMax = 100;
const prefixMax = 155;
/** Eleven octal digits. */
const bytesMax = 8 ** 11 - 1;

/**
 * An archive as everyone reads it (ustar), byte for byte the same for the same entries. An entry is
 * asked for when the one before it has been written.
 */
export async function* tarOf(entries: Iterable<Entry>): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    yield headerOf(entry);
    if (entry.kind !== "file") continue;
    let written = 0;
    for await (const piece of piecesOf(entry.content)) {
      written += piece.length;
      yield piece;
    }
    if (written !== entry.bytes) {
      throw new Error(`${entry.path}: has ${written} bytes where ${entry.bytes} were announced`);
    }
    yield Buffer.alloc(padding(entry.bytes));
  }
  yield Buffer.alloc(2 * block);
}

/** How long the archive will be. */
export const tarBytes = (entries: readonly Entry[]): number =>
  entries.reduce(
    (sum, entry) => sum + block + (entry.kind === "file" ? entry.bytes + padding(entry.bytes) : 0),
    2 * block,
  );

const padding = (bytes: number): number => (block - (bytes % block)) % block;

function piecesOf(content: Content): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (Buffer.isBuffer(content)) return [content];
  return typeof content === "function" ? content() : createReadStream(content.from);
}

function headerOf(entry: Entry): Buffer {
  const bytes = entry.kind === "file" ? entry.bytes : 0;
  if (bytes > bytesMax)
    throw new RangeError(`${entry.path}: has ${bytes} bytes; 8 GiB are the most`);
  const header = Buffer.alloc(block);
  const { prefix, name } = splitPath(entry.kind === "folder" ? `${entry.path}/` : entry.path);
  header.write(name, 0);
  const octal = (value: number, at: number, digits: number) =>
    header.write(`${value.toString(8).padStart(digits, "0")}\0`, at);
  octal(entry.kind === "link" ? 0o777 : entry.mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(bytes, 124, 11);
  octal(0, 136, 11);
  header.write({ file: "0", link: "2", folder: "5" }[entry.kind], 156);
  if (entry.kind === "link") {
    if (Buffer.byteLength(entry.to) > nameMax) throw tooLong(entry.to);
    header.write(entry.to, 157);
  }
  header.write("ustar\x0000", 257);
  header.write(prefix, 345);
  // The sum is taken as if its own field were blank.
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

function splitPath(path: string): { readonly prefix: string; readonly name: string } {
  if (Buffer.byteLength(path) <= nameMax) return { prefix: "", name: path };
  // The longest name that fits leaves the shortest prefix.
  for (let at = path.indexOf("/"); at > 0 && at < path.length - 1; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= nameMax && Buffer.byteLength(prefix) <= prefixMax) {
      return { prefix, name };
    }
  }
  throw tooLong(path);
}

const tooLong = (path: string): RangeError =>
  new RangeError(`${path}: is too long for an archive; shorten it`);
