// A small process that outlives whoever started it by a moment. Its standard input is a pipe from
// the supervisor: when that ends, also because the supervisor was killed with -9, everything that
// is still named there is ended, and the folder with all data goes.
//
// In:  "+<pid>" a process group to end, "-<pid>" one that has ended by itself.
// Out: one line, the folder.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

/** A program that was killed may still close its files; until then its folder cannot go. */
const triesMax = 50;
const pauseMs = 100;

async function watch(): Promise<void> {
  // 1. The folder of everything that is started.
  const folder = mkdtempSync(join(tmpdir(), "real-runtime-"));
  process.stdout.write(`${folder}\n`);
  // 2. Until the supervisor is gone, one way or the other.
  const groups = new Set<number>();
  for await (const line of createInterface({ input: process.stdin })) {
    const pid = Number(line.slice(1));
    if (line.startsWith("+")) groups.add(pid);
    else groups.delete(pid);
  }
  // 3. What is left of it.
  for (const pid of groups) end(pid);
  for (let tries = 0; tries < triesMax && [...groups].some(isThere); tries += 1) {
    await setTimeout(pauseMs);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: triesMax, retryDelay: pauseMs });
}

function end(pid: number): void {
  if (isThere(pid)) process.kill(-pid, "SIGKILL");
}

function isThere(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false; // No such group: it has ended.
  }
}

// Ctrl-C is meant for the supervisor, which may still be writing its last words.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
await watch();
