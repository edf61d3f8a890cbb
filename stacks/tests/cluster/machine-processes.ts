import { readdirSync, readFileSync } from "node:fs";

/** Processes of this machine of which something is so, by their ids. */
export const processesWhere = (isSo: (process: number) => boolean): readonly number[] =>
  readdirSync("/proc")
    .filter((each) => /^\d+$/.test(each))
    .map(Number)
    .filter(isSo);

/** What stands in a file about a process; nothing once it is gone, as it may be at any time. */
export function toldOf(process: number, file: string): string {
  try {
    return readFileSync(`/proc/${process}/${file}`, "utf8");
  } catch {
    return "";
  }
}
