import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { fireSize, seedMax } from "../tests/real/fire-size.ts";
import { root } from "./root.ts";

const usage = "npm run test:fire [-- --seed NUMBER]";

/**
 * `npm run test:fire [-- --seed NUMBER]`: the application on real programs under load, while these
 * are killed, paused and restarted. Prints what each fault cost, and fails when a promise was
 * broken. Another seed each time, which is printed; `npm test` runs a shorter form.
 */
async function main(args: readonly string[]): Promise<number> {
  const seed = seedOf(args);
  if (seed === undefined) {
    console.error(`test:fire: --seed is a whole number from 0 to ${seedMax}\nusage: ${usage}`);
    return 1;
  }
  const variables = { FIRE: "full", FIRE_SEED: String(seed) };
  const { faults } = fireSize(variables);
  console.log(`test:fire: seed ${seed}, ${faults} faults of chance and some that always happen`);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const leash = ["--import", join(import.meta.dirname, "leash.mjs")];
  // Progress is read while it happens.
  const options = ["--project", "e2e", "--disable-console-intercept", "--no-color"];
  const child = spawn(
    process.execPath,
    [...leash, vitest, "run", "stacks/tests/real/fire.e2e.test.ts", ...options],
    { cwd: root, stdio: "inherit", env: { ...process.env, ...variables } },
  );
  await once(child, "exit");
  return child.exitCode ?? 1;
}

function seedOf(args: readonly string[]): number | undefined {
  if (args.length === 0) return randomInt(seedMax);
  const [name, value = "", ...others] = args;
  const isSeed = name === "--seed" && /^\d{1,10}$/.test(value) && Number(value) <= seedMax;
  return isSeed && others.length === 0 ? Number(value) : undefined;
}

process.exitCode = await main(process.argv.slice(2));
