import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a program in `bin` whose lines know as `$here` the folder that `bin` lies in. */
export async function writeLauncher(path: string, lines: readonly string[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const here = 'here=$(dirname "$(dirname "$(readlink -f -- "$0")")")';
  const text = ["#!/bin/sh", here, ...lines, ""].join("\n");
  await writeFile(path, text, { mode: 0o755 });
}
