import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../commands/root.ts";
import type { RealOptions } from "../../real-application.ts";
import { type AskedName, asked, notAsked } from "./e2e-files.ts";
import { e2eReport } from "./e2e-report.ts";
import { type RealRun, startRun } from "./real-run.ts";

interface Scenario {
  readonly name: string;
  readonly options: Partial<RealOptions>;
  readonly files: readonly AskedName[];
}

const quiet = { LOG_LEVEL: "error" };

const scenarios: readonly Scenario[] = [
  {
    name: "Kafka and PostgreSQL",
    options: { variables: { ...quiet, RATE_LIMIT: "off" } },
    files: asked.map(({ file }) => file).filter((file) => !file.startsWith("rate-limit")),
  },
  {
    name: "Kafka with related topics in one stream, and Redis, two replicas of each service",
    options: {
      topicLayout: "by-stream",
      store: { kind: "redis" },
      replicas: 2,
      variables: { ...quiet, RATE_LIMIT: "off" },
    },
    files: ["idempotency", "time", "hostile-objects", "page"],
  },
  {
    name: "Kafka, with limits of rate",
    options: { variables: quiet },
    // They alone: all files come from one address, which may sign in ten times a minute.
    files: ["rate-limit", "rate-limit-talk"],
  },
];

test("every file of end-to-end tests is asked, or left out with a reason", () => {
  const files = readdirSync(join(root, "stacks", "tests", "e2e"))
    .filter((name) => name.endsWith(".e2e.test.ts"))
    .map((name) => name.replace(".e2e.test.ts", ""));
  const named = [...asked.map(({ file }) => file), ...Object.keys(notAsked)];
  expect(named.toSorted(byName)).toEqual(files.toSorted(byName));
  const run = new Set(scenarios.flatMap((scenario) => scenario.files));
  expect(asked.filter(({ file }) => !run.has(file))).toEqual([]);
});

const byName = (a: string, b: string) => a.localeCompare(b);

for (const { name, options, files } of scenarios) {
  describe(`the application on ${name}`, () => {
    let run: RealRun | undefined;
    beforeAll(async () => {
      const began = performance.now();
      run = await startRun(options);
      console.info(`ready after ${Math.round((performance.now() - began) / 1_000)} s`);
    });
    afterAll(() => run?.close());

    for (const one of asked.filter(({ file }) => files.includes(file))) {
      test(`passes ${one.file} of the end-to-end tests`, async () => {
        const { failed, passed } = await e2eReport(one, run?.url ?? "");
        expect(failed).toEqual([]);
        expect(passed).toBeGreaterThan(0);
      });
    }
  });
}
