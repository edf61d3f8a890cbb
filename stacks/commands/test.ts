import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./root.ts";
import { type Strictness, type Totals, totalsLine, totalsOf } from "./test-totals.ts";

const commands = import.meta.dirname;
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");

/**
 * `npm test [words of file names] [-- vitest's own options]`: runs the tests of every price and
 * says at last how many passed. Where CI is "true", a skipped test is a failed one.
 */
async function main(filters: readonly string[]): Promise<number> {
  const strictness = process.env.CI === "true" ? "strict" : "lenient";
  // A page that cannot be built is one failure more: an older build may still pass its tests.
  const page = await exitCodeOf([join(commands, "build-page.ts")]);
  const { code, totals } = await run(filters, strictness);
  const { passed, failed } = totals;
  const all = page === 0 ? totals : { passed, failed: failed + 1 };
  process.stdout.write(`${totalsLine(all)}\n`);
  return all.failed > 0 ? 1 : code;
}

async function run(filters: readonly string[], strictness: Strictness) {
  const folder = mkdtempSync(join(tmpdir(), "nudge-tests-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  try {
    const code = await exitCodeOf([vitest, "run", ...reporters, ...filters]);
    return { code, totals: read(report, strictness) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** On a leash: whoever kills this command does not leave tests behind that still run. */
async function exitCodeOf(args: readonly string[]): Promise<number> {
  const leash = ["--import", join(commands, "leash.mjs")];
  const quiet = "--disable-warning=ExperimentalWarning";
  const child = spawn(process.execPath, [quiet, ...leash, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  await once(child, "exit");
  return child.exitCode ?? 1;
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

process.exitCode = await main(process.argv.slice(2));
