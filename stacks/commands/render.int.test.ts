import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, "render.ts"), ...args], {
    encoding: "utf8",
    env: {},
  });

test("files are written into a new folder, and never among others", () => {
  const folder = mkdtempSync(join(tmpdir(), "rendered-"));
  try {
    const { status, stdout } = run("prod", "--cloud", "gke", "--out", folder);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^render: wrote \d+ files to /),
    });
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["deployment", "secrets.yaml"]));
    expect(readFileSync(join(folder, "deployment", "task.yaml"), "utf8")).toContain(
      "kind: Deployment",
    );
    const again = run("dev", "--out", folder);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain("is not empty; name a new folder");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what cannot be rendered is said, with how to ask", () => {
  const { status, stderr } = run("prod");
  expect(status).toBe(1);
  expect(stderr).toMatch(/^render: where to\?.*\nusage: npm run render -- /);
});
