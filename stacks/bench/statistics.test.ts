import { describe, expect, it } from "vitest";
import { median, percentile, ratio, spread } from "./statistics.ts";

describe("a percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

  it("is a value of the sample, by nearest rank, whatever the order", () => {
    expect(percentile(hundred, 0.95)).toBe(95);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile([7], 0.95)).toBe(7);
  });

  it("reaches both ends", () => {
    expect(percentile(hundred, 0)).toBe(1);
    expect(percentile(hundred, 1)).toBe(100);
  });

  it("sorts numbers as numbers, not as text", () => {
    expect(percentile([9, 10, 100], 0.5)).toBe(10);
  });

  it("is refused for an empty sample and for a part outside of 0 to 1", () => {
    expect(() => percentile([], 0.5)).toThrow("an empty sample has no percentile");
    expect(() => percentile([1], 95)).toThrow("part=95: use 0 to 1");
  });
});

describe("a median", () => {
  it("is the middle of an odd sample and the mean of two of an even one", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([1, 5])).toBe(3);
  });

  it("is not moved by one slow round", () => {
    expect(spread([2, 2, 900])).toEqual({ median: 2, min: 2, max: 900 });
  });
});

describe("a ratio", () => {
  it("compares round with round, so that a slow moment of the machine cancels out", () => {
    expect(ratio([1, 10, 2], [8, 80, 16])).toEqual({ median: 8, min: 8, max: 8 });
  });

  it("is refused when the rounds are not pairs", () => {
    expect(() => ratio([1, 2], [1])).toThrow("2 rounds against 1: interleave them");
  });
});
