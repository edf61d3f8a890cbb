import { expect, test } from "vitest";
import { milliseconds } from "./duration.ts";

test.each([
  ["250ms", 250],
  ["30s", 30_000],
  ["1.5m", 90_000],
  ["2h", 7_200_000],
  ["7d", 604_800_000],
] as const)("%s is %d ms", (duration, ms) => {
  expect(milliseconds(duration)).toBe(ms);
});

test("what only the compiler takes for a duration is refused", () => {
  expect(() => milliseconds("-1s")).toThrow('"-1s" is not a duration like "30s" or "7d"');
  expect(() => milliseconds("1e3s")).toThrow(RangeError);
});
