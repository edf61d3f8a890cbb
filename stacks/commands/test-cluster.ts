import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./root.ts";

/**
 * `npm run test:cluster [-- --write]`: of all tests those that need a whole cluster. With --write the
 * figures of the run become docs/generated/cluster.md.
 */
async function main(args: readonly string[]): Promise<number> {
  const options = { write: { type: "boolean" } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const commands = import.meta.dirname;
  const leash = ["--import", join(commands, "leash.mjs")];
  const words = [...leash, join(commands, "test.ts"), "stacks/tests/cluster"];
  const child = spawn(process.execPath, words, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, CLUSTER_WRITE: String(values.write === true) },
  });
  await once(child, "exit");
  return child.exitCode ?? 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  console.error(`test:cluster: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  process.exitCode = 1;
}
