import { readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { command } from "../command.ts";
import { librariesIn } from "./node-image.ts";
import { entryFrom } from "./program-image.ts";
import { type Entry, foldersOf } from "./tar.ts";

/**
 * All files below a folder of this machine, placed below another one. Links become what they lead
 * to; one that leads nowhere is left out, as is what matches a word to skip.
 */
export function treeFrom(from: string, to: string, skipped: readonly RegExp[] = []): Entry[] {
  if (skipped.some((each) => each.test(from))) return [];
  const found = statSync(from, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [entryFrom(realpathSync(from), to, found.mode & 0o755)];
  const names = readdirSync(from).sort((a, b) => (a < b ? -1 : 1));
  return names.flatMap((name) => treeFrom(join(from, name), `${to}/${name}`, skipped));
}

/** The libraries that programs of this machine name, at their own places; `root` is cut off. */
export async function librariesFor(files: readonly string[], root = ""): Promise<Entry[]> {
  const own = root === "" ? [] : [`${root}/usr/lib`, `${root}/lib`].flatMap(machineFolders);
  const search = [`LD_LIBRARY_PATH=${own.join(":")}`];
  const named = await Promise.all(files.map((file) => command("env", [...search, "ldd", file])));
  const paths = new Set(named.flatMap(librariesIn));
  return [...paths].map((path) => {
    const inside = path.startsWith(`${root}/`) ? path.slice(root.length) : path;
    return entryFrom(realpathSync(path), inside.slice(1), 0o755);
  });
}

/** Debian has a folder for each kind of machine. */
const machineFolders = (folder: string): readonly string[] =>
  (statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder))
    .filter((name) => name.endsWith("-linux-gnu"))
    .map((name) => join(folder, name));

/** Entries with their folders before them, and each path once: the last that names it. */
export function layerOf(entries: readonly Entry[]): readonly Entry[] {
  const once = [...new Map(entries.map((each) => [each.path, each])).values()];
  return [...foldersOf(once.map(({ path }) => `/${path}`)), ...once];
}
