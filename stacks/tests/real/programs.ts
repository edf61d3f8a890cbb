import { realPrograms } from "../../real-programs.ts";

/**
 * The real programs, made while the file of tests is read: that may take a quarter of an hour on a
 * machine that has none of them, and no hook waits so long. Without one of them the file fails.
 */
export const programs = await realPrograms(console.error, new AbortController().signal);
