import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlantedBug } from "./planted-bugs.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/**
 * Copies the code into a new folder and makes the mistake there; returns that folder. Throws when
 * its place is not found exactly once: a planted bug that no longer takes root would prove nothing.
 */
export function plant(bug: PlantedBug): string {
  // Inside of the project, so that the copy finds its packages.
  mkdirSync(join(root, ".cache"), { recursive: true });
  const at = mkdtempSync(join(root, ".cache", "planted-"));
  for (const folder of ["components/model", "services", "stacks/tests/simulation"]) {
    cpSync(join(root, folder), join(at, folder), {
      recursive: true,
      filter: (path) => !/\/(page|dist)$|\.test\.ts$/.test(path),
    });
  }
  writeFileSync(join(at, "package.json"), '{ "type": "module" }');
  const path = join(at, bug.file);
  const parts = readFileSync(path, "utf8").split(bug.from);
  if (parts.length !== 2) {
    throw new Error(`${bug.file} has ${parts.length - 1} places that read: ${bug.from}`);
  }
  writeFileSync(path, parts.join(bug.to));
  return at;
}
