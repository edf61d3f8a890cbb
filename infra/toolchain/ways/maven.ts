import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { WayFailed } from "../failures.ts";
import type { Making } from "../making.ts";
import type { MavenWay } from "../program.ts";
import { RunFailed, run } from "../run.ts";
import { differences, sha256Of, sumsIn } from "./checksum.ts";
import { writeLauncher } from "./launcher.ts";

/** Pinned: without a version, Maven takes the one that its own release happens to prefer. */
const copyDependencies = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
/** More than these would bury the first. */
const differencesShown = 5;

/** Takes Java archives and all that they depend on, each with the sum that we know. */
export async function copyMaven(way: MavenWay, making: Making): Promise<void> {
  const { bin, into, scratch, ports } = making;
  const libs = join(into, "libs");
  await writeFile(join(scratch, "pom.xml"), pom(way.coordinates));
  try {
    await run("java", ["-version"], { cwd: scratch, signal: ports.signal });
    const where = [`-DoutputDirectory=${libs}`, "-DincludeScope=runtime"];
    await run("mvn", [copyDependencies, "-B", "-q", "-C", ...where], {
      cwd: scratch,
      signal: ports.signal,
    });
  } catch (thrown) {
    if (!(thrown instanceof RunFailed)) throw thrown;
    throw new WayFailed(`${thrown.message} (needs Java 17 or newer, and Maven)`);
  }
  await refuseOthers(libs, join(ports.sources, "maven", way.sums));
  const java = 'exec java -cp "$here/libs/*" "$@"';
  for (const name of bin) await writeLauncher(join(into, "bin", name), [java]);
}

async function refuseOthers(libs: string, sums: string): Promise<void> {
  const found = new Map<string, string>();
  for (const file of await readdir(libs)) found.set(file, await sha256Of(join(libs, file)));
  const different = differences(sumsIn(await readFile(sums, "utf8")), found);
  if (different.length === 0) return;
  const shown = different.slice(0, differencesShown).join("\n  ");
  throw new WayFailed(`${different.length} archives are not those of ${sums}\n  ${shown}`);
}

/** A project that has nothing but what it depends on. */
export function pom(coordinates: readonly string[]): string {
  const dependencies = coordinates.map((each) => {
    const [group = "", artifact = "", version = ""] = each.split(":");
    return `<dependency>${identity(group, artifact, version)}</dependency>`;
  });
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    "<modelVersion>4.0.0</modelVersion>",
    `${identity("nudge", "toolchain", "1")}<packaging>pom</packaging>`,
    `<dependencies>${dependencies.join("")}</dependencies>`,
    "</project>",
  ].join("\n");
}

const identity = (group: string, artifact: string, version: string): string =>
  `<groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>`;
