import { join } from "node:path";

/** The folder of the repository, wherever a command was called from. */
export const root = join(import.meta.dirname, "..", "..");
