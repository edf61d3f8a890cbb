import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openRuntime } from "./runtime.ts";
import { DamagedStore, StoreInUse } from "./store.ts";
import { resources } from "./testing/small-resources.ts";

function newFile(): string {
  const dir = mkdtempSync(join(tmpdir(), "runtime-store-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, "runtime.db");
}

const thrownBy = (file: string): unknown => {
  try {
    openRuntime({ file, resources });
  } catch (thrown) {
    return thrown;
  }
  return undefined;
};

/** Overwrites the middle of every page but the first, as a failing disk would. */
async function damagedFile(): Promise<string> {
  const file = newFile();
  const runtime = openRuntime({ file, resources });
  const items = Array.from({ length: 500 }, (_, n) => ({ key: `k${n}`, value: "x".repeat(200) }));
  await runtime.sidecar("a")({
    method: "POST",
    path: "/v1.0/state/statestore",
    headers: {},
    body: JSON.stringify(items),
  });
  await runtime.close();
  const bytes = readFileSync(file);
  for (let page = 4_096; page < bytes.length; page += 4_096) bytes.fill(0xa5, page, page + 512);
  writeFileSync(file, bytes);
  return file;
}

test("a damaged file is refused in one line that names it, and is left as it is", async () => {
  const file = await damagedFile();
  const before = readFileSync(file);

  const thrown = thrownBy(file);

  expect(thrown).toBeInstanceOf(DamagedStore);
  const message = thrown instanceof Error ? thrown.message : "";
  expect(message).toContain(file);
  expect(message).toContain("backup");
  expect(message).not.toContain("\n");
  expect(readFileSync(file).equals(before)).toBe(true);
});

test("a file that never was a database is refused and left as it is", () => {
  const file = newFile();
  writeFileSync(file, "dear diary, ".repeat(1_000));

  expect(thrownBy(file)).toBeInstanceOf(DamagedStore);
  expect(readFileSync(file, "utf8")).toBe("dear diary, ".repeat(1_000));
});

test("a second process is refused while the first one runs, and let in after it", async () => {
  const file = newFile();
  const child = spawn(process.execPath, [childPath, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");

  const thrown = thrownBy(file);

  expect(thrown).toBeInstanceOf(StoreInUse);
  expect(thrown instanceof Error && thrown.message).toContain(file);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(thrownBy(file)).toBeUndefined();
});

const childPath = join(import.meta.dirname, "testing", "writing-child.ts");
