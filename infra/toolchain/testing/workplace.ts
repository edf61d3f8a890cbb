import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { platformOf } from "../machine.ts";
import type { ToolchainPorts } from "../making.ts";

/** A cache and definitions of their own, and everything that was reported. */
export interface Workplace {
  readonly folder: string;
  readonly ports: ToolchainPorts;
  readonly lines: readonly string[];
  /** Ends what is being made. */
  readonly stop: (reason: Error) => void;
  /** Called with each line, at once. */
  onLine: (line: string) => void;
}

/** Gives the work a place of its own, which goes when the work has ended. */
export async function inWorkplace(work: (place: Workplace) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "nudge-toolchain-"));
  const lines: string[] = [];
  const stopping = new AbortController();
  const place: Workplace = {
    folder,
    lines,
    onLine: () => undefined,
    stop: (reason) => stopping.abort(reason),
    ports: {
      cache: join(folder, "cache"),
      sources: join(folder, "sources"),
      platform: platformOf(process.platform, process.arch),
      signal: stopping.signal,
      report: (line) => {
        lines.push(line);
        place.onLine(line);
      },
    },
  };
  try {
    await work(place);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes files by their paths from a folder. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
