import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plant } from "./plant.ts";
import { plantedTellingBugs } from "./planted-telling-bugs.ts";
import { plantedTimeBugs } from "./planted-time-bugs.ts";
import { runSeeds } from "./run-seeds.ts";
import { simulateTime } from "./simulate-time.ts";

/** Minutes of two processors, which other tests may want too. */
const patienceMs = 900_000;
/** Runs seeds of this scenario in processes of their own. */
const script = "time-seeds.ts";
/** Beyond this many seeds a planted bug counts as not found. */
const seedsToFindMax = 400;

describe("the real code of time, reminders and talk in a simulated world", {
  concurrent: true,
}, () => {
  it.each([
    [1, 500],
    [501, 1_000],
  ])("keeps every promise in the seeds %i to %i", { timeout: patienceMs }, async (from, to) => {
    const its = join(import.meta.dirname, script);
    const { seeds, failures, acknowledged } = await runSeeds(its, from, to, "last");
    // A failing seed is played again with: node stacks/tests/simulation/time-seeds.ts --from N --to N
    expect(failures).toEqual([]);
    expect(seeds).toBe(500);
    expect(acknowledged).toBeGreaterThan(5_000);
  });

  it("plays a seed the same way twice", async () => {
    expect(await simulateTime(78)).toEqual(await simulateTime(78));
  });
});

describe("a planted bug is found", { concurrent: true }, () => {
  it.each([...plantedTimeBugs, ...plantedTellingBugs])(
    "when $name",
    { timeout: patienceMs },
    async (bug) => {
      const copy = plant(bug);
      try {
        const its = join(copy, "stacks", "tests", "simulation", script);
        const { fromSeed: from = 1 } = bug;
        const { failures } = await runSeeds(its, from, from + seedsToFindMax - 1, "first");
        expect(failures).toHaveLength(1);
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    },
  );
});
