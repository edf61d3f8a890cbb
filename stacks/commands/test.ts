import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./root.ts";
import { type Strictness, type Totals, totalsLine, totalsOf } from "./test-totals.ts";

const vitest = join(root, "node_modules", "vitest", "vitest.mjs");

/**
 * `npm test [words of file names] [-- vitest's own options]`: runs the tests of every price and
 * says at last how many passed. Where CI is "true", a skipped test is a failed one.
 */
function main(filters: readonly string[]): number {
  const strictness = process.env.CI === "true" ? "strict" : "lenient";
  const { code, totals } = run(filters, strictness);
  process.stdout.write(`${totalsLine(totals)}\n`);
  return totals.failed > 0 ? 1 : code;
}

function run(filters: readonly string[], strictness: Strictness) {
  const folder = mkdtempSync(join(tmpdir(), "nudge-tests-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  try {
    const { status } = spawnSync(process.execPath, [vitest, "run", ...reporters, ...filters], {
      cwd: root,
      stdio: "inherit",
    });
    return { code: status ?? 1, totals: read(report, strictness) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without a report the run ended before its tests: nothing passed. */
function read(report: string, strictness: Strictness): Totals {
  try {
    return totalsOf(JSON.parse(readFileSync(report, "utf8")), strictness);
  } catch (error) {
    console.error("There is no report of the tests:", error);
    return { passed: 0, failed: 1 };
  }
}

process.exitCode = main(process.argv.slice(2));
