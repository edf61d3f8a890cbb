import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { folderName } from "./definition.ts";
import { withLock } from "./lock.ts";
import { make } from "./make.ts";
import type { ToolchainPorts } from "./making.ts";
import type { Program } from "./program.ts";
import { type BinOf, type ProgramName, programs } from "./programs.ts";
import { readTool, type Tool } from "./tool.ts";

/**
 * Gives a program of the list: at once when it is in the cache, else made by the first way that
 * works here. Throws NoWay when none does, and the signal's reason when that comes first.
 */
export const ensure = <Name extends ProgramName>(
  name: Name,
  ports: ToolchainPorts,
): Promise<Tool<BinOf<Name>>> => obtain(name, programs[name], ports);

/** The same for a program that is not in the list. */
export async function obtain(name: string, program: Program, ports: ToolchainPorts): Promise<Tool> {
  const there = await find(name, program, ports);
  if (there !== undefined) return there;
  const home = join(ports.cache, name);
  await mkdir(home, { recursive: true });
  const title = `${name} ${program.version}`;
  const { report, signal } = ports;
  const waiting = `${title}: waiting for another that makes it`;
  return withLock(join(home, "lock"), { waiting, report, signal }, async () => {
    // Whoever held the lock before has probably made it.
    const madeMeanwhile = await find(name, program, ports);
    if (madeMeanwhile !== undefined) return madeMeanwhile;
    const folder = folderOf(name, program, ports);
    await make(title, program, folder, ports);
    const made = await find(name, program, ports);
    if (made === undefined) throw new Error(`${title}: was made, but is not in ${folder}`);
    return made;
  });
}

/** The program, if it is in the cache. Throws when a part of it is gone. */
export const find = (
  name: string,
  program: Program,
  ports: ToolchainPorts,
): Promise<Tool | undefined> => readTool({ name, ...program }, folderOf(name, program, ports));

const folderOf = (name: string, program: Program, { cache, platform, sources }: ToolchainPorts) =>
  join(cache, name, folderName(program, platform, sources));
