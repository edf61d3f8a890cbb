import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

const report = z.object({
  seeds: z.int(),
  steps: z.int(),
  acknowledged: z.int(),
  events: z.int(),
  failures: z.array(z.object({ seed: z.int(), broken: z.array(z.string()) })),
});

export type SeedReport = z.output<typeof report>;

/** A run that takes longer than this hangs: 500 seeds take 130 s alone, beside five others 500 s. */
const timeoutMs = 840_000;

/** Runs seeds in a process of its own; `first` stops at the first that breaks something. */
export async function runSeeds(
  script: string,
  from: number,
  to: number,
  stop: "first" | "last",
): Promise<SeedReport> {
  const args = [script, "--from", String(from), "--to", String(to)];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    stop === "first" ? [...args, "--first"] : args,
    { timeout: timeoutMs },
  );
  return report.parse(JSON.parse(stdout));
}
