import { find } from "./ensure.ts";
import type { ToolchainPorts } from "./making.ts";
import { programNames, programs } from "./programs.ts";

/** One program as `npm run tools -- list` shows it. */
export interface Listed {
  readonly name: string;
  readonly version: string;
  readonly state: "ready" | "absent";
  /** How it was had, or how it would be tried, in order. */
  readonly way: string;
  readonly bytes?: number;
  readonly where?: string;
}

/** Every program of the list, and what of it is in the cache. */
export async function listPrograms(ports: ToolchainPorts): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for (const name of programNames) {
    const { version, ways } = programs[name];
    const tool = await find(name, programs[name], ports);
    if (tool === undefined) {
      const way = ways.map(({ kind }) => kind).join(", ");
      listed.push({ name, version, state: "absent", way });
    } else {
      const { way, bytes, folder: where } = tool;
      listed.push({ name, version, state: "ready", way, bytes, where });
    }
  }
  return listed;
}
