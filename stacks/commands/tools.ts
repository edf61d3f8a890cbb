import { ensure } from "../../infra/toolchain/ensure.ts";
import { ToolchainError } from "../../infra/toolchain/failures.ts";
import { type Listed, listPrograms } from "../../infra/toolchain/list.ts";
import { thisMachine } from "../../infra/toolchain/machine.ts";
import type { ToolchainPorts } from "../../infra/toolchain/making.ts";
import { isProgram, type ProgramName, programNames } from "../../infra/toolchain/programs.ts";

const usage = "use: npm run tools -- list | ensure <name> ... | ensure --all";

/** Carries out one command. Throws a ToolchainError that says what to do. */
export async function tools(
  [verb, ...names]: readonly string[],
  ports: ToolchainPorts,
  print: (line: string) => void,
): Promise<void> {
  if (verb === "list" && names.length === 0) {
    for (const line of table(await listPrograms(ports))) print(line);
    return;
  }
  if (verb !== "ensure") throw new ToolchainError(usage);
  await ensureEach(chosen(names), ports, print);
}

function chosen(names: readonly string[]): readonly ProgramName[] {
  if (names.length === 1 && names[0] === "--all") return programNames;
  if (names.length === 0 || names.includes("--all")) throw new ToolchainError(usage);
  const unknown = names.filter((name) => !isProgram(name)).join(", ");
  if (unknown === "") return names.filter(isProgram);
  throw new ToolchainError(`there is no ${unknown}; there are ${programNames.join(", ")}`);
}

/** One after the other, for a build takes all processors. One that fails keeps no other back. */
async function ensureEach(
  names: readonly ProgramName[],
  ports: ToolchainPorts,
  print: (line: string) => void,
): Promise<void> {
  const failed: string[] = [];
  for (const name of names) {
    try {
      print((await ensure(name, ports)).folder);
    } catch (thrown) {
      if (!(thrown instanceof ToolchainError)) throw thrown;
      ports.signal.throwIfAborted();
      ports.report(thrown.message);
      failed.push(name);
    }
  }
  if (failed.length === 0) return;
  throw new ToolchainError(`${failed.length} of ${names.length} are missing: ${failed.join(", ")}`);
}

/** What is listed as lines for people, the longest column last. */
export function table(listed: readonly Listed[]): readonly string[] {
  const head = ["NAME", "VERSION", "STATE", "WAY", "SIZE", "WHERE"];
  const rows = listed.map(({ name, version, state, way, bytes, where }) => {
    const size = bytes === undefined ? "" : `${Math.round(bytes / 1e6)} MB`;
    return [name, version, state, way, size, where ?? ""];
  });
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => (row[at] ?? "").length)));
  return all.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

async function main(): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Not only once: a terminal sends it to this process, and npm passes it on to it again.
    process.on(signal, () => stop.abort(new ToolchainError(`stopped by ${signal}`)));
  }
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const print = (line: string) => process.stdout.write(`${line}\n`);
  try {
    const ports = thisMachine(process.env, { report, signal: stop.signal });
    await tools(process.argv.slice(2), ports, print);
  } catch (thrown) {
    if (!(thrown instanceof ToolchainError)) throw thrown;
    report(`tools: ${thrown.message}`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
