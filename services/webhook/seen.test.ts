import { expect, test } from "vitest";
import { isSeen, withSeen } from "./seen.ts";

const seenAll = (...seqs: number[]) => seqs.reduce(withSeen, []);

test("positions in order become one range", () => {
  expect(seenAll(5, 6, 7)).toEqual([[5, 7]]);
});

test("positions out of order leave gaps, which close when the missing one comes", () => {
  expect(seenAll(1, 4, 2)).toEqual([
    [1, 2],
    [4, 4],
  ]);
  expect(seenAll(1, 4, 2, 3)).toEqual([[1, 4]]);
});

test("a position counts as seen inside of a range only", () => {
  const ranges = seenAll(2, 3, 6);

  expect([1, 2, 3, 4, 5, 6, 7].filter((seq) => isSeen(ranges, seq))).toEqual([2, 3, 6]);
});

test("more than 200 ranges close the oldest gap", () => {
  const ranges = seenAll(...Array.from({ length: 201 }, (_, i) => 1 + 2 * i));

  expect(ranges).toHaveLength(200);
  expect(ranges[0]).toEqual([1, 3]);
  expect(ranges.at(-1)).toEqual([401, 401]);
});
