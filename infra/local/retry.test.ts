import { expect, test } from "vitest";
import { retriesOf } from "./retry.ts";

const middle = 0.5;

test("exponential pauses start at half a second and grow by half, up to the longest", () => {
  const pause = retriesOf({ policy: "exponential", maxInterval: "1s", maxRetries: 4 });
  expect([1, 2, 3, 4, 5].map((n) => pause(n, middle))).toEqual([500, 750, 1_000, 1_000, undefined]);
});

test("the jitter is half of the pause to either side", () => {
  const pause = retriesOf({ policy: "exponential" });
  expect([pause(1, 0), pause(1, 1)]).toEqual([250, 750]);
});

test("constant pauses are exact", () => {
  const pause = retriesOf({ policy: "constant", duration: "200ms", maxRetries: 1 });
  expect([pause(1, 0), pause(2, 0)]).toEqual([200, undefined]);
});

test("without a maximum, or with -1, it never ends", () => {
  expect(retriesOf({ policy: "constant", duration: "1s" })(10_000, 0)).toBe(1_000);
  const minusOne = { policy: "constant", duration: "1s", maxRetries: -1 };
  expect(retriesOf(minusOne)(10_000, 0)).toBe(1_000);
});
