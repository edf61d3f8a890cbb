import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

interface Step {
  readonly name: string;
  readonly args: readonly string[];
}

const bin = (...path: readonly string[]) => join(root, "node_modules", ...path);
const biome = bin("@biomejs", "biome", "bin", "biome");
const tsc = bin("typescript", "bin", "tsc");
const command = (name: string) => join(import.meta.dirname, name);
const msPerSecond = 1_000;

/** `npm run verify`: the one word before a push, and all that CI runs. It stops at no failure. */
async function main(): Promise<number> {
  const failed: string[] = [];
  for (const step of steps()) {
    console.log(`verify: ${step.name} ...`);
    const begin = performance.now();
    const well = await succeeds(step);
    const seconds = ((performance.now() - begin) / msPerSecond).toFixed(1);
    console.log(`verify: ${step.name} ${well ? "ok" : "FAILED"} (${seconds} s)`);
    if (!well) failed.push(step.name);
  }
  console.log(failed.length === 0 ? "verify: all ok" : `verify: failed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
}

/** The cheap ones first: what is wrong at a glance is said within seconds. */
function steps(): readonly Step[] {
  const page = join("services", "web", "page");
  const pageTypes = existsSync(join(root, page, "tsconfig.json"))
    ? [{ name: "types of the page", args: [tsc, "-p", page] }]
    : [];
  return [
    { name: "format", args: [biome, "format", "."] },
    { name: "lint", args: [biome, "lint", "--error-on-warnings", "."] },
    { name: "types", args: [tsc, "-p", "."] },
    ...pageTypes,
    { name: "tidy", args: [bin("vitest", "vitest.mjs"), "run", "tidy.test.ts"] },
    { name: "docs fresh", args: [command("docs.ts"), "--check"] },
    { name: "contracts", args: [command("contracts.ts"), "--check"] },
    { name: "tests", args: [command("test.ts")] },
  ];
}

/** On a leash: whoever kills this command does not leave a step behind that still runs. */
async function succeeds({ args }: Step): Promise<boolean> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--import", command("leash.mjs"), ...args],
    { cwd: root, stdio: "inherit" },
  );
  await once(child, "exit");
  return child.exitCode === 0;
}

process.exitCode = await main();
