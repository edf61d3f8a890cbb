import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readRuntime } from "./dlq.ts";

test("where no application runs, or its file is damaged, the way out is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "nudge-dlq-"));
  try {
    expect(() => readRuntime(folder)).toThrow("cannot be read; start the application");
    writeFileSync(join(folder, "runtime.json"), '{"token":1}');
    expect(() => readRuntime(folder)).toThrow("is damaged; start the application");
    const runtime = { token: "t", sidecars: { task: "http://127.0.0.1:1" } };
    writeFileSync(join(folder, "runtime.json"), JSON.stringify(runtime));
    expect(readRuntime(folder)).toEqual(runtime);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
