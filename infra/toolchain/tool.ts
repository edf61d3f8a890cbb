import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ToolchainError } from "./failures.ts";

/** Written last into a program's folder: with it, the program is whole. */
const recordName = "tool.json";
const recordForm = z.object({
  way: z.enum(["download", "go", "debian", "maven"]),
  /** All files together. */
  bytes: z.int(),
  /** From the start of the way that led here to its end. */
  seconds: z.int(),
});
export type ToolRecord = z.output<typeof recordForm>;

/** A program that is on this machine. */
export interface Tool<Bin extends string = string> extends ToolRecord {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** The folder of everything that it is started by, as an entry of `PATH`. */
  readonly binFolder: string;
  /** The absolute path of what is started. */
  readonly path: (bin: Bin) => string;
}

/** The program in a folder, or nothing when it was never made. Throws when a part of it is gone. */
export async function readTool(
  { name, version, bin }: { name: string; version: string; bin: readonly string[] },
  folder: string,
): Promise<Tool | undefined> {
  const record = await readFile(join(folder, recordName), "utf8").catch((thrown: unknown) => {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  });
  if (record === undefined) return undefined;
  const binFolder = join(folder, "bin");
  const path = (each: string) => join(binFolder, each);
  for (const each of bin) {
    await access(path(each)).catch(() => {
      throw new ToolchainError(
        `${name}: ${path(each)} is gone; delete ${folder} and ensure it again`,
      );
    });
  }
  return { name, version, folder, binFolder, path, ...recordForm.parse(JSON.parse(record)) };
}

/** Says that the program in a folder is whole. */
export const writeRecord = (folder: string, record: ToolRecord): Promise<void> =>
  writeFile(join(folder, recordName), `${JSON.stringify(record)}\n`);

const isAbsent = (thrown: unknown): boolean =>
  thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
