import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plant } from "./plant.ts";
import { plantedBugs } from "./planted-bugs.ts";
import { runSeeds } from "./run-seeds.ts";
import { simulate } from "./simulate.ts";

const script = join(import.meta.dirname, "seeds.ts");
/** Minutes of two processors, which other tests may want too. */
const patienceMs = 900_000;
/** Beyond this many seeds a planted bug counts as not found. */
const seedsToFindMax = 400;

describe("the real task, audit and sync code in a simulated world", { concurrent: true }, () => {
  it.each([
    [1, 1_000],
    [1_001, 2_000],
  ])("keeps every promise in the seeds %i to %i", { timeout: patienceMs }, async (from, to) => {
    const { seeds, failures, acknowledged } = await runSeeds(script, from, to, "last");
    // A failing seed is played again with: node stacks/tests/simulation/seeds.ts --from N --to N
    expect(failures).toEqual([]);
    expect(seeds).toBe(1_000);
    expect(acknowledged).toBeGreaterThan(10_000);
  });

  it("plays a seed the same way twice", async () => {
    expect(await simulate(77)).toEqual(await simulate(77));
  });
});

describe("a planted bug is found", { concurrent: true }, () => {
  it.each(plantedBugs)("when $name", { timeout: patienceMs }, async (bug) => {
    const copy = plant(bug);
    try {
      const its = join(copy, "stacks", "tests", "simulation", "seeds.ts");
      const { failures } = await runSeeds(its, 1, seedsToFindMax, "first");
      expect(failures).toHaveLength(1);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});
