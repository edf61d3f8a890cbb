import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";

/** A folder of one's own, which goes with the run of tests. */
export const newFolder = (): string => mkdtempSync(join(inject("folderOfRun"), "data-"));
