import { expect, test } from "vitest";
import { fireSize } from "./fire-size.ts";

test("among all tests it is short, and the same each time", () => {
  expect(fireSize({})).toMatchObject({ kind: "short", faults: 7, seed: 20_261_121 });
});

test("asked for, it is full, with the seed that is given", () => {
  expect(fireSize({ FIRE: "full", FIRE_SEED: "7" })).toMatchObject({ kind: "full", seed: 7 });
});

test.each(["x", "-1", "1.5", "4294967296"])("%s is no seed", (FIRE_SEED) => {
  expect(() => fireSize({ FIRE_SEED })).toThrow(
    `FIRE_SEED="${FIRE_SEED}": use a whole number from 0 to 4294967295`,
  );
});
