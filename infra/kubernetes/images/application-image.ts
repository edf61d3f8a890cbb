import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Image, Layer } from "./image.ts";
import { entryFrom } from "./program-image.ts";
import { type Entry, foldersOf } from "./tar.ts";

/** Where an application lies in its images. `Containerfile` says the same to other builders. */
const home = "app";
/** What runs nothing: a program in a cluster needs neither tests nor what only they need. */
const unneeded = [
  /\.test\.tsx?$/,
  /(^|\/)testing(\/|$)/,
  /(^|\/)\.bin(\/|$)/,
  /\.md$/,
  /\.map$/,
  /\.d\.[cm]?ts$/,
];
/** Node itself is a layer of its own, and the same for everybody. */
const node = /^node_modules\/(node|node-bin-\w+|node-linux-\w+)(\/|$)/;

const lockForm = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dev: z.boolean().default(false),
      devOptional: z.boolean().default(false),
      dependencies: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

/** The packages of a lock file that are needed to run, by their folders. */
export function packagesToRun(lockFile: string): readonly string[] {
  const { packages } = lockForm.parse(JSON.parse(lockFile));
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
    .map(([path]) => path)
    .filter((path) => !node.test(path));
}

/** One package of a lock file with all that it needs, by their folders. */
export function packagesOf(lockFile: string, name: string): readonly string[] {
  const { packages } = lockForm.parse(JSON.parse(lockFile));
  const found = new Set([name]);
  // A set hands out what is added to it while it is gone through.
  for (const each of found) {
    const { dependencies = {} } = packages[`node_modules/${each}`] ?? {};
    for (const needed of Object.keys(dependencies)) found.add(needed);
  }
  return [...found].map((each) => `node_modules/${each}`);
}

/**
 * The layers of an application that Node runs as it is written: first its packages, which seldom
 * change, then the folders of its code. Every program of it is started from the same layers.
 */
export function applicationLayers(root: string, folders: readonly string[]): readonly Layer[] {
  const packages = packagesToRun(readFileSync(join(root, "package-lock.json"), "utf8"));
  return [packagesLayer(root, packages), codeLayer(root, folders)];
}

/** Packages, without those inside of them that are not listed themselves. */
export function packagesLayer(root: string, packages: readonly string[]): Layer {
  const inside = (path: string) => packages.includes(path);
  const files = packages.flatMap((path) =>
    filesIn(root, path, (each) => each.endsWith("/node_modules") && !inside(each)),
  );
  return placed(files);
}

/** Folders and files of code, where they lie in the repository. */
export const codeLayer = (root: string, paths: readonly string[]): Layer =>
  placed([
    ...paths.flatMap((path) => filesIn(root, path, () => false)),
    entryFrom(join(root, "package.json"), "package.json", 0o644),
  ]);

/** One program of an application, started by Node from the application's layers. */
export const applicationImage = (name: string, main: string, layers: readonly Layer[]): Image => ({
  name,
  layers,
  config: {
    Entrypoint: ["/usr/bin/node", "--disable-warning=ExperimentalWarning", `/${home}/${main}`],
    User: "1000:1000",
    WorkingDir: `/${home}`,
    Env: ["NODE_ENV=production", "PATH=/usr/bin"],
  },
});

/** Under the application's home, the folders first, and everything once. */
function placed(entries: readonly Entry[]): Layer {
  const files = new Map(entries.map((each) => [each.path, each]));
  const inHome = [...files.values()].map((each) => ({ ...each, path: `${home}/${each.path}` }));
  return [...foldersOf(inHome.map(({ path }) => path)), ...inHome];
}

function filesIn(root: string, path: string, isSkipped: (path: string) => boolean): Entry[] {
  if (isSkipped(path) || unneeded.some((each) => each.test(path))) return [];
  const from = join(root, path);
  const found = lstatSync(from, { throwIfNoEntry: false });
  // Packages for other systems are in the lock file, and not here.
  if (found === undefined) return [];
  if (found.isSymbolicLink()) return [{ kind: "link", path, to: readlinkSync(from) }];
  if (!found.isDirectory()) return [entryFrom(from, path, found.mode & 0o755)];
  const names = readdirSync(from).sort((a, b) => (a < b ? -1 : 1));
  return names.flatMap((name) => filesIn(root, `${path}/${name}`, isSkipped));
}
