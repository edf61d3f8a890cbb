import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFiles } from "./workplace.ts";

/** A package: what is in it, and what it needs. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly depends?: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A small distribution in a folder. Gives the variables with which apt knows no other. */
export async function debianRepository(
  folder: string,
  packages: readonly DebianPackage[],
): Promise<Readonly<Record<string, string>>> {
  const entries: string[] = [];
  for (const each of packages) entries.push(await build(folder, each));
  await writeFiles(folder, {
    Packages: entries.join("\n"),
    // Not "file:": such packages apt would leave where they are.
    "sources.list": `deb [trusted=yes] copy:${folder} ./\n`,
    "apt.conf": [
      `Dir::Etc::SourceList "${folder}/sources.list";`,
      'Dir::Etc::SourceParts "/dev/null";',
    ].join("\n"),
  });
  return { APT_CONFIG: join(folder, "apt.conf") };
}

async function build(
  folder: string,
  { name, version, depends, files }: DebianPackage,
): Promise<string> {
  const control = [
    `Package: ${name}`,
    `Version: ${version}`,
    "Architecture: all",
    "Maintainer: nobody <nobody@example.test>",
    ...(depends === undefined ? [] : [`Depends: ${depends}`]),
    "Description: for a test",
  ].join("\n");
  await writeFiles(join(folder, name), { ...files, "DEBIAN/control": `${control}\n` });
  for (const path of Object.keys(files)) execFileSync("chmod", ["755", join(folder, name, path)]);
  const file = `${name}_${version}_all.deb`;
  const path = join(folder, file);
  execFileSync("dpkg-deb", ["--build", "--root-owner-group", join(folder, name), path]);
  const archive = readFileSync(path);
  const sum = createHash("sha256").update(archive).digest("hex");
  return `${control}\nFilename: ./${file}\nSize: ${archive.length}\nSHA256: ${sum}\n`;
}
