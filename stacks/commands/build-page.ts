import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "vite";
import { root } from "./root.ts";

const web = join(root, "services", "web");
const page = join(web, "page");
const configFile = join(web, "vite.config.ts");
const built = join(web, "dist", "index.html");
/** Outside of what is served: it says which sources the page was built from. */
const stampFile = join(root, ".cache", "page-built-from");

/** `npm run build-page`: builds the web page when its sources changed since the last time. */
async function main(): Promise<number> {
  for (const path of [page, configFile]) {
    if (existsSync(path)) continue;
    console.error(`nudge: the web page cannot be built: ${path} is missing; git checkout has it`);
    return 1;
  }
  const now = fingerprint();
  if (existsSync(built) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === now) {
    return 0;
  }
  return buildNow(now);
}

async function buildNow(fingerprintNow: string): Promise<number> {
  const begin = performance.now();
  console.error("nudge: building the web page ...");
  try {
    await build({ configFile, logLevel: "warn" });
  } catch (error) {
    console.error("nudge: the web page cannot be built:", error);
    return 1;
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, fingerprintNow);
  console.error(`nudge: page built in ${((performance.now() - begin) / 1_000).toFixed(1)} s`);
  return 0;
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

process.exitCode = await main();
