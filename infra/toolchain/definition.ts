import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Platform, Program, Way } from "./program.ts";

/** Enough that two definitions of one version never meet, short enough to be read in a path. */
const charactersKept = 12;

/**
 * Names the folder of a program after its version and everything that decides what it is: ways,
 * platform, and the files that pin what it is built from. What changes one of them makes a new one.
 */
export function folderName(program: Program, platform: Platform, sources: string): string {
  const hash = createHash("sha256").update(
    JSON.stringify([platform, program.bin, program.ways.map((way) => textOf(way, platform))]),
  );
  for (const way of program.ways) {
    for (const path of pinnedBy(way, sources))
      hash.update(`\n${path}\n`).update(readFileSync(join(sources, path)));
  }
  return `${program.version}-${hash.digest("hex").slice(0, charactersKept)}`;
}

/** A way as data: what a function says about a platform stands for the function. */
function textOf(way: Way, platform: Platform): unknown {
  if (way.kind !== "download") return way;
  const { checksum, url, folder } = way;
  const sum = checksum.kind === "pinned" ? checksum.sha256[platform] : checksum.url(platform);
  return [way.kind, url(platform), checksum.kind, sum, folder?.(platform)];
}

function pinnedBy(way: Way, sources: string): readonly string[] {
  switch (way.kind) {
    case "go":
      return globSync(`go/${way.module}/**/*`, { cwd: sources })
        .filter((path) => /\.(go|mod|sum)$/.test(path))
        .sort();
    case "maven":
      return [join("maven", way.sums)];
    case "download":
    case "debian":
      return [];
  }
}
