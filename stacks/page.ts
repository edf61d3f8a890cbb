import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./commands/root.ts";

const web = join(root, "services", "web");
const page = join(web, "page");
const configFile = join(web, "vite.config.ts");
const built = join(web, "dist", "index.html");
/** Outside of what is served: it says which sources the page was built from. */
const stampFile = join(root, ".cache", "page-built-from");

/**
 * Builds the web page when its sources changed since the last time, and reports that it does. Throws
 * when it cannot be built.
 */
export async function buildPage(report: (line: string) => void): Promise<void> {
  for (const path of [page, configFile]) {
    if (existsSync(path)) continue;
    throw new Error(`${path} is missing; git checkout has it`);
  }
  const now = fingerprint();
  if (existsSync(built) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === now) return;
  const begin = performance.now();
  report("building the web page ...");
  // Loaded late: whoever finds the page built needs no builder.
  const { build } = await import("vite");
  await build({ configFile, logLevel: "warn" });
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, now);
  report(`page built in ${((performance.now() - begin) / 1_000).toFixed(1)} s`);
}

/** Of everything a build reads: the page, its settings, and the versions of what builds it. */
function fingerprint(): string {
  const sources = globSync("**/*", { cwd: page, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash("sha256");
  for (const file of [...sources, configFile, join(root, "package-lock.json")]) {
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}
