import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

/**
 * What must not compile is written down with "@ts-expect-error" beside its tests. Only the compiler
 * sees whether that still holds, so it belongs to the tests.
 */
test.each([".", "services/web/page", "services/web/page/worker"])(
  "everything under %s compiles, and nothing that must not",
  (folder) => {
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", folder, "--pretty", "false"],
      { cwd: root, encoding: "utf8" },
    );
    expect(stdout).toBe("");
    expect(status).toBe(0);
  },
);
