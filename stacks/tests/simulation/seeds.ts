import { parseArgs } from "node:util";
import { simulate } from "./simulate.ts";

/**
 * Runs a range of seeds in a process of its own and prints one JSON line: how many, what was done
 * in all, and the first seeds that broke something. Stops at the first when asked.
 */
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
  if (outcome.broken.length > 0) failures.push({ seed, broken: outcome.broken.slice(0, 5) });
  if (failures.length > 0 && (values.first || failures.length >= 10)) break;
}
process.stdout.write(`${JSON.stringify({ seeds, steps, acknowledged, events, failures })}\n`);
