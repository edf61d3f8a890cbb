import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { ToolchainError } from "./failures.ts";
import type { ToolchainPorts } from "./making.ts";
import type { Platform } from "./program.ts";

/**
 * The toolchain of this machine. Programs lie in `NUDGE_CACHE` or `~/.cache/nudge/tools`: they
 * outlive a clone, and several clones share them. Throws for a machine that can have none.
 */
export const thisMachine = (
  env: Readonly<Record<string, string | undefined>>,
  { report, signal }: Pick<ToolchainPorts, "report" | "signal">,
): ToolchainPorts => ({
  cache: cacheOf(env.NUDGE_CACHE),
  sources: import.meta.dirname,
  platform: platformOf(process.platform, process.arch),
  report,
  signal,
});

/** Where programs are kept. What is not set, or empty, means the person's own cache. */
export function cacheOf(wanted = ""): string {
  if (wanted === "") return join(homedir(), ".cache", "nudge", "tools");
  if (isAbsolute(wanted)) return wanted;
  throw new ToolchainError(`NUDGE_CACHE: "${wanted}" is not an absolute path`);
}

const platforms: readonly Platform[] = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

/** The platform of a machine, in Node's words for its system and processor. */
export function platformOf(system: string, processor: string): Platform {
  const found = platforms.find((each) => each === `${system}-${processor}`);
  if (found !== undefined) return found;
  const wayOut = system === "win32" ? "; on Windows, use WSL" : "";
  throw new ToolchainError(`${system}-${processor} is none of ${platforms.join(", ")}${wayOut}`);
}
