import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../../commands/root.ts";
import type { E2eFile } from "./e2e-files.ts";

const reportForm = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** Runs one file against an address, in a process of its own, and says what failed and why. */
export async function e2eReport({ file, without = {} }: E2eFile, url: string) {
  const folder = mkdtempSync(join(tmpdir(), "real-e2e-"));
  try {
    const path = join(folder, "report.json");
    const left = Object.keys(without).map((title) =>
      title.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"),
    );
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
    const args = [
      ...[vitest, "run", `stacks/tests/e2e/${file}.e2e.test.ts`, "--project", "e2e"],
      ...["--reporter=json", `--outputFile=${path}`],
      ...(left.length > 0 ? ["-t", `^(?!.*(${left.join("|")}))`] : []),
    ];
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, NUDGE_URL: url },
    });
    let errors = "";
    child.stderr.on("data", (piece) => {
      errors += String(piece);
    });
    await once(child, "close");
    const { testResults } = reportForm.parse(JSON.parse(readFileSync(path, "utf8")));
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = tests.filter(({ status }) => status === "failed");
    const broken = testResults
      .filter(({ message }) => message !== "")
      .map(({ message }) => message);
    return {
      passed: tests.filter(({ status }) => status === "passed").length,
      failed: [
        ...failed.map(({ fullName, failureMessages }) => [
          fullName,
          ...(failureMessages ?? []).map((message) => message.slice(0, messageMax)),
        ]),
        ...broken.map((message) => [file, message.slice(0, messageMax), errors.slice(-messageMax)]),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What stands first says what is wrong. */
const messageMax = 600;
