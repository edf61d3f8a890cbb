import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where tests make their folders; it goes when the run ends, by this path. */
    folderOfRun: string;
  }
}

/** Made and removed by the runner: a worker that is ended early removes nothing. */
export default function folderOfRun(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "nudge-e2e-"));
  project.provide("folderOfRun", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
