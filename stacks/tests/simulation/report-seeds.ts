import { parseArgs } from "node:util";

/** What came of one seed, as far as a run of many tells it. */
export interface SeedOutcome {
  readonly broken: readonly string[];
  readonly steps: number;
  readonly acknowledged: number;
  readonly events: number;
}

/** Seeds that broke something, before a run gives up. */
const failuresMax = 10;
/** Problems that are told of one seed. */
const toldMax = 5;

/**
 * Runs the range of seeds that the command line names and prints one JSON line: how many, what was
 * done in all, and the first seeds that broke something. Stops at the first when asked.
 */
export async function reportSeeds(simulate: (seed: number) => Promise<SeedOutcome>): Promise<void> {
  const { values } = parseArgs({
    options: {
      from: { type: "string", default: "1" },
      to: { type: "string", default: "200" },
      first: { type: "boolean", default: false },
    },
  });
  const failures: { seed: number; broken: readonly string[] }[] = [];
  let [seeds, steps, acknowledged, events] = [0, 0, 0, 0];
  for (let seed = Number(values.from); seed <= Number(values.to); seed++) {
    const outcome = await simulate(seed).catch((thrown: unknown) => ({
      broken: [String(thrown)],
      steps: 0,
      acknowledged: 0,
      events: 0,
    }));
    seeds++;
    steps += outcome.steps;
    acknowledged += outcome.acknowledged;
    events += outcome.events;
    if (outcome.broken.length > 0)
      failures.push({ seed, broken: outcome.broken.slice(0, toldMax) });
    if (failures.length > 0 && (values.first || failures.length >= failuresMax)) break;
  }
  process.stdout.write(`${JSON.stringify({ seeds, steps, acknowledged, events, failures })}\n`);
}
