import { describe, expect, test } from "vitest";
import { totalsLine, totalsOf } from "./test-totals.ts";

const file = (...statuses: readonly string[]) => ({
  name: "a.test.ts",
  status: statuses.includes("failed") ? "failed" : "passed",
  assertionResults: statuses.map((status) => ({ status })),
});
const report = (...testResults: readonly object[]) => ({ success: true, testResults });

describe("counting a run", () => {
  test("tests of all files are counted together", () => {
    const run = report(file("passed", "failed"), file("passed"));
    expect(totalsOf(run, "lenient")).toEqual({ passed: 2, failed: 1 });
  });

  test("a test that did not run is failed where it is strict, and nothing elsewhere", () => {
    const run = report(file("passed", "skipped", "todo", "pending"));
    expect(totalsOf(run, "strict")).toEqual({ passed: 1, failed: 3 });
    expect(totalsOf(run, "lenient")).toEqual({ passed: 1, failed: 0 });
  });

  test("a file that could not be read is one failed test", () => {
    const broken = { ...file(), status: "failed" };
    expect(totalsOf(report(file("passed"), broken), "lenient")).toEqual({ passed: 1, failed: 1 });
    const brokenBehind = { ...file("passed"), status: "failed" };
    expect(totalsOf(report(brokenBehind), "lenient")).toEqual({ passed: 1, failed: 1 });
  });

  test("no test at all is a failed run, and so is one that failed with no test to blame", () => {
    expect(totalsOf(report(), "lenient")).toEqual({ passed: 0, failed: 1 });
    const unhandled = { success: false, testResults: [file("passed")] };
    expect(totalsOf(unhandled, "lenient")).toEqual({ passed: 1, failed: 1 });
  });

  test("what is no report is refused", () => {
    expect(() => totalsOf({}, "lenient")).toThrow("testResults");
  });
});

test("the last line says both numbers", () => {
  expect(totalsLine({ passed: 12, failed: 0 })).toBe("12 passed, 0 failed");
});
