import type { Send } from "../../components/model/http.ts";
import { newTask } from "../../services/shared/contracts/api/tasks.ts";
import type { Program } from "../../services/shared/kit/host.ts";
import { idFactory } from "../../services/shared/kit/new-id.ts";
import { program as log } from "../../services/task/main.ts";
import { aProgram, person, type Reached } from "./a-program.ts";
import { onRuntime } from "./a-runtime.ts";
import { givenTask, rareWord } from "./given-tasks.ts";
import type { Group } from "./group.ts";
import { repeated, together } from "./measure.ts";
import type { Figure, Target } from "./report.ts";
import { keyPerTask } from "./rivals/key-per-task.ts";
import { fillIndex, oneIndex } from "./rivals/one-index.ts";
import { pendingTask } from "./rivals/rival.ts";
import { median, ratio, spread } from "./statistics.ts";

interface Contestant {
  readonly name: string;
  readonly program: Program;
  /** Makes the tasks of these numbers. */
  fill(store: Store, from: number, count: number): Promise<unknown>;
}

/** A contestant on its own store. */
interface Store extends Reached {
  readonly sidecar: Send;
}

const ours: Contestant = {
  name: "log",
  program: log,
  fill: ({ call }, from, count) => together(count, 64, (i) => create(call, from + i)),
};
const rivals: readonly Contestant[] = [
  {
    name: "key per task",
    program: keyPerTask,
    // One at a time: several would only lose against one another at the page of ids.
    fill: ({ call }, from, count) => together(count, 1, (i) => create(call, from + i)),
  },
  {
    name: "one index document",
    program: oneIndex,
    fill: ({ sidecar }, from, count) => fillIndex(sidecar, person, newTasks(from, count)),
  },
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

function newTasks(from: number, count: number) {
  const now = new Date().toISOString();
  const newId = idFactory();
  return Array.from({ length: count }, (_, i) =>
    pendingTask(person, newId(), now, newTask.parse(givenTask(from + i))),
  );
}

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
    return onStores(contestants, async (stores) => {
      const figures: Figure[] = [];
      let there = 0;
      for (const size of sizes) {
        for (const [at, { name, fill }] of contestants.entries()) {
          const store = stores[at];
          if (!store) continue;
          progress(`${name}: on to ${size} tasks`);
          await fill(store, there, size - there);
        }
        there = size;
        for (const operation of ["create", "list", "search"] as const) {
          progress(`${operation} at ${size} tasks, ${rounds} rounds`);
          const ms = await interleaved(stores, operation, rounds, there);
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
  work: (stores: readonly Store[]) => Promise<T>,
  stores: readonly Store[] = [],
): Promise<T> {
  const [next, ...others] = left;
  if (!next) return work(stores);
  return onRuntime(async (runtime) => {
    const sidecar = runtime.sidecar("task");
    const one = await aProgram(next.program, sidecar);
    const result = await onStores(others, work, [...stores, { ...one, sidecar }]);
    await one.close();
    return result;
  });
}

/** The median of each round, by contestant; a first round, not counted, warms up. */
async function interleaved(
  stores: readonly Store[],
  name: Operation,
  rounds: number,
  from: number,
): Promise<number[][]> {
  const { perRound, run } = operations[name];
  const ms: number[][] = stores.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [at, one] of stores.entries()) {
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
