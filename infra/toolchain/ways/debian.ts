import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { WayFailed } from "../failures.ts";
import type { Making } from "../making.ts";
import type { DebianWay, Platform } from "../program.ts";
import { RunFailed, run } from "../run.ts";
import { writeLauncher } from "./launcher.ts";

/**
 * Takes packages of the distribution, with what they need and the machine lacks, and unpacks them
 * beside the system: no rights are needed, no service is started, and nothing is left to remove.
 */
export async function unpackDebian(way: DebianWay, making: Making): Promise<void> {
  const { into, ports } = making;
  const root = join(into, "root");
  try {
    const packages = await download(way.packages, making);
    refuseOther(way.packages[0] ?? "", packages, making.version);
    await mkdir(root);
    for (const file of packages) {
      await run("dpkg-deb", ["--extract", file, root], { cwd: root, signal: ports.signal });
    }
  } catch (thrown) {
    if (!(thrown instanceof RunFailed)) throw thrown;
    throw new WayFailed(`${thrown.message} (needs Debian 12, or a system with the same packages)`);
  }
  for (const [name, path] of Object.entries(way.inside)) {
    await writeLauncher(join(into, "bin", name), launch(path, way, ports.platform));
  }
}

/** With lists and archives of its own: apt's are for the administrator, and locked by others. */
async function download(packages: readonly string[], making: Making): Promise<string[]> {
  const { scratch, ports } = making;
  const lists = join(scratch, "lists");
  const archives = join(scratch, "archives");
  for (const folder of [lists, archives]) await mkdir(join(folder, "partial"), { recursive: true });
  const settings = [
    `Dir::State::Lists=${lists}`,
    `Dir::Cache=${scratch}`,
    `Dir::Cache::Archives=${archives}`,
    // Without it, a person who is root downloads as another user, who may not write here.
    "APT::Sandbox::User=",
    // The lock is about installing, and nothing is installed.
    "Debug::NoLocking=true",
  ].flatMap((setting) => ["-o", setting]);
  const apt = (...args: string[]) =>
    run("apt-get", [...args, "--quiet", ...settings], { cwd: scratch, signal: ports.signal });
  await apt("update");
  await apt(
    "install",
    "--download-only",
    // Also what the machine has installed: its place and patch are not ours to depend on.
    "--reinstall",
    "--no-install-recommends",
    "--yes",
    ...packages,
  );
  const files = (await readdir(archives)).filter((file) => file.endsWith(".deb"));
  return files.sort().map((file) => join(archives, file));
}

function refuseOther(wanted: string, files: readonly string[], version: string): void {
  const found = files.map(packageOf).find(({ name }) => name === wanted);
  if (found === undefined) throw new WayFailed(`the distribution gave no package ${wanted}`);
  if (`${found.version}.`.startsWith(`${version}.`)) return;
  throw new WayFailed(`the distribution has ${wanted} ${found.version}, and not ${version}`);
}

/** Name and upstream version, as in `redis-server_5%3a7.0.15-1~deb12u10_amd64.deb`. */
export function packageOf(file: string): { readonly name: string; readonly version: string } {
  const [name = "", version = ""] = (file.split("/").at(-1) ?? "").split("_");
  const upstream = decodeURIComponent(version)
    .replace(/^\d+:/, "")
    .replace(/[-+~].*$/, "");
  return { name, version: upstream };
}

function launch(path: string, { libraryFolders = {} }: DebianWay, platform: Platform): string[] {
  const triple = platform === "linux-arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  const folders = Object.entries(libraryFolders).map(
    ([name, folder]) => `export ${name}="$here/root/usr/lib/${triple}/${folder}"`,
  );
  const libraries = `$here/root/usr/lib/${triple}:$here/root/lib/${triple}`;
  return [
    `export LD_LIBRARY_PATH="${libraries}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`,
    ...folders,
    `exec "$here/root/${path}" "$@"`,
  ];
}
