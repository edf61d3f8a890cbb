import { expect, test } from "vitest";
import { cpuMilliOf, mebibytesOf } from "./quantity.ts";

test.each([
  ["2", 2_000],
  ["250m", 250],
  ["1500000n", 1.5],
  ["0", 0],
])("%s are %d thousandths of a processor", (quantity, expected) => {
  expect(cpuMilliOf(quantity)).toBe(expected);
});

test.each([
  ["1Gi", 1_024],
  ["512Ki", 0.5],
  ["1048576", 1],
  ["0", 0],
])("%s are %d MiB", (quantity, expected) => {
  expect(mebibytesOf(quantity)).toBe(expected);
});

test("what is no quantity is refused", () => {
  expect(() => mebibytesOf("much")).toThrow('"much" is no quantity');
});
