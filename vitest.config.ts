import { defineConfig } from "vitest/config";

// What a test costs stands in its name, and each price has its own limits. Tests that start
// processes run few at once: on two cores more of them would only wait for one another.

/** Unit tests take milliseconds; thousands of random cases on a busy machine take some seconds. */
const unitTimeoutMs = 30_000;
const intTimeoutMs = 60_000;
/** A stack is started, killed and started again within one test. */
const e2eTimeoutMs = 180_000;

const intFiles = "**/*.int.test.ts";
const e2eFiles = "**/*.e2e.test.ts";
const never = ["**/node_modules/**", "**/.data/**", "**/.cache/**", "services/web/dist/**"];

/**
 * kafkajs 2.2.4 sets a timer for the end of a throttling that never was, which lies in the past, and
 * Node says so each time. It is unmaintained: nobody will cure it there.
 */
const quietKafka = ["--disable-warning=TimeoutNegativeWarning"];

const limits = (timeoutMs: number) => ({ testTimeout: timeoutMs, hookTimeout: timeoutMs });

export default defineConfig({
  test: {
    // Only one of several tests would be skipped by accident: a forgotten "only" is an error.
    allowOnly: false,
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...never, intFiles, e2eFiles],
          // Unit tests share nothing but modules; a fresh world for each file would cost more than they do.
          isolate: false,
          sequence: { groupOrder: 0 },
          ...limits(unitTimeoutMs),
        },
      },
      {
        test: {
          name: "int",
          include: [intFiles],
          exclude: never,
          pool: "forks",
          execArgv: quietKafka,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          ...limits(intTimeoutMs),
        },
      },
      {
        test: {
          name: "e2e",
          include: [e2eFiles],
          exclude: never,
          pool: "forks",
          execArgv: quietKafka,
          maxWorkers: 1,
          fileParallelism: false,
          globalSetup: ["stacks/tests/e2e/folder-of-run.ts"],
          sequence: { groupOrder: 2 },
          ...limits(e2eTimeoutMs),
        },
      },
    ],
  },
});
