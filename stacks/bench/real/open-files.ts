import { z } from "zod";

const report = z.object({
  userLimits: z.object({ open_files: z.object({ hard: z.union([z.number(), z.string()]) }) }),
});

/** How many files one process may open here; Node raises its own limit to this at its start. */
export function openFilesMax(): number {
  const { hard } = report.parse(process.report.getReport()).userLimits.open_files;
  return hard === "unlimited" ? Number.POSITIVE_INFINITY : Number(hard);
}
