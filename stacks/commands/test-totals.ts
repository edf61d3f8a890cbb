import { z } from "zod";

/** What vitest's JSON reporter says, as far as it is counted here. */
const reportForm = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/** "strict": a test that did not run counts as failed, as where nobody reads the list. */
export type Strictness = "strict" | "lenient";

/**
 * Counts the tests of a report. A file that could not be read counts as one failed test, a run
 * without a single test as failed, and so does a run that calls itself failed with no test to blame.
 */
export function totalsOf(report: unknown, strictness: Strictness): Totals {
  const { testResults, success } = reportForm.parse(report);
  const tests = testResults.flatMap((file) => file.assertionResults.map((test) => test.status));
  const passed = tests.filter((status) => status === "passed").length;
  const broken = tests.filter((status) => status === "failed").length;
  const brokenFiles = testResults.filter(
    (file) =>
      file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  ).length;
  const notRun = strictness === "strict" ? tests.length - passed - broken : 0;
  const failed = broken + brokenFiles + notRun;
  const nothingToBlame = failed === 0 && (!success || passed === 0);
  return { passed, failed: nothingToBlame ? 1 : failed };
}

/** The last line of a run, for people and for machines. */
export const totalsLine = ({ passed, failed }: Totals): string =>
  `${passed} passed, ${failed} failed`;
