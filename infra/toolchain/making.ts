import type { Platform } from "./program.ts";

/** What the toolchain needs from the machine. */
export interface ToolchainPorts {
  /** The folder that holds all programs, outside the repository. */
  readonly cache: string;
  /** The folder of definitions: `go/` with modules, `maven/` with sums. */
  readonly sources: string;
  readonly platform: Platform;
  /** Takes a line about what is going on. */
  readonly report: (line: string) => void;
  /** Ends what is being made, and leaves nothing of it. */
  readonly signal: AbortSignal;
}

/** One program on its way into the cache. */
export interface Making {
  readonly version: string;
  readonly bin: readonly string[];
  /** Becomes the program's folder, with what is started in `bin`. */
  readonly into: string;
  /** Goes when the work has ended, well or not. */
  readonly scratch: string;
  readonly ports: ToolchainPorts;
}
