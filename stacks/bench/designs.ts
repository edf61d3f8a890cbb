import type { Program } from "../../services/shared/kit/host.ts";
import { program as log } from "../../services/task/main.ts";
import { aProgram, type Reached } from "./a-program.ts";
import { onRuntime } from "./a-runtime.ts";
import type { Group } from "./group.ts";
import { givenTask, rareWord } from "./given-tasks.ts";
import { repeated, together } from "./measure.ts";
import type { Figure, Target } from "./report.ts";
import { keyPerTask } from "./rivals/key-per-task.ts";
import { oneIndex } from "./rivals/one-index.ts";
import { median, ratio, spread } from "./statistics.ts";

interface Contestant {
  readonly name: string;
  readonly program: Program;
  /** More in flight only makes a design with one hot key lose against itself. */
  readonly seedInFlight: number;
}

const ours: Contestant = { name: "log", program: log, seedInFlight: 64 };
const rivals: readonly Contestant[] = [
  { name: "key per task", program: keyPerTask, seedInFlight: 1 },
  { name: "one index document", program: oneIndex, seedInFlight: 1 },
];

const operations = {
  create: { perRound: 5, run: ({ call }: Reached, index: number) => create(call, index) },
  list: { perRound: 5, run: ({ call }: Reached) => call("GET", "/tasks") },
  search: {
    perRound: 5,
    run: ({ call }: Reached) => call("GET", `/tasks?search=${rareWord}`),
  },
} as const;
type Operation = keyof typeof operations;

const create = (call: Reached["call"], index: number) => call("POST", "/tasks", givenTask(index));

/** At 10,000 tasks: the reason for the log. */
const searchTarget: Target = { kind: "at least", value: 8 };
const sizeOfTarget = 10_000;

/** The log against two usual designs, each on its own store in this process. */
export const designs: Group = {
  says:
    "Milliseconds of the log, and how many times as long two usual designs take, " +
    "in one process on the same embedded runtime.",
  async run({ mode, progress }) {
    const sizes = mode === "quick" ? [100, 1_000] : [100, 1_000, 10_000];
    const rounds = mode === "quick" ? 3 : 9;
    const contestants = [ours, ...rivals];
    return onStores(contestants, async (reached) => {
      const figures: Figure[] = [];
      let there = 0;
      for (const size of sizes) {
        for (const [at, { name, seedInFlight }] of contestants.entries()) {
          const one = reached[at];
          if (!one) continue;
          progress(`${name}: on to ${size} tasks`);
          await together(size - there, seedInFlight, (i) => create(one.call, there + i));
        }
        there = size;
        for (const operation of ["create", "list", "search"] as const) {
          progress(`${operation} at ${size} tasks, ${rounds} rounds`);
          const ms = await interleaved(reached, operation, rounds, there);
          if (operation === "create") there += (rounds + 1) * operations.create.perRound;
          figures.push(...figuresOf(operation, size, ms));
        }
      }
      return figures;
    });
  },
};

/** Opens a store for each contestant, and closes all of them at the end. */
async function onStores<T>(
  left: readonly Contestant[],
  work: (reached: readonly Reached[]) => Promise<T>,
  reached: readonly Reached[] = [],
): Promise<T> {
  const [next, ...others] = left;
  if (!next) return work(reached);
  return onRuntime(async (runtime) => {
    const one = await aProgram(next.program, runtime.sidecar("task"));
    const result = await onStores(others, work, [...reached, one]);
    await one.close();
    return result;
  });
}

/** The median of each round, by contestant; a first round, not counted, warms up. */
async function interleaved(
  reached: readonly Reached[],
  name: Operation,
  rounds: number,
  from: number,
): Promise<number[][]> {
  const { perRound, run } = operations[name];
  const ms: number[][] = reached.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [at, one] of reached.entries()) {
      const took = await repeated(perRound, (i) => run(one, from + round * perRound + i));
      if (round > 0) ms[at]?.push(median(took));
    }
  }
  return ms;
}

function figuresOf(operation: Operation, size: number, ms: readonly number[][]): Figure[] {
  const [log = [], ...others] = ms;
  const about = `${operation} at ${size.toLocaleString("en-US")}`;
  const range = spread(log);
  return [
    { name: `${about}: log`, value: range.median, unit: "ms", range },
    ...others.map((one, at): Figure => {
      const times = ratio(log, one);
      const isTarget = at === 0 && operation === "search" && size === sizeOfTarget;
      return {
        name: `${about}: ${rivals[at]?.name} / log`,
        value: times.median,
        unit: "x",
        range: times,
        ...(isTarget ? { target: searchTarget } : {}),
      };
    }),
  ];
}
