import { program as audit } from "../../../services/audit/main.ts";
import { taskProgram } from "../../../services/task/main.ts";
import { broken, nothingIsLeft } from "./checks.ts";
import { type Asked, person, reader } from "./people.ts";
import { readingGroup } from "./reading-group.ts";
import type { StoreKind } from "./store.ts";
import { keepWatching, syncReplicas } from "./windows.ts";
import { type Faults, World } from "./world.ts";

/** What came of one seed. */
export interface Outcome {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly steps: number;
  readonly asked: number;
  readonly acknowledged: number;
  readonly events: number;
}

/** Limits so small that a short life meets all of them: full chunks, snapshots, eviction. */
const limits = {
  entriesFull: 4,
  bytesFull: 4_096,
  snapshotEvery: 2,
  tasksPerPage: 2,
  cacheBytesMax: 4_000,
} as const;

const users = ["ann", "bob"] as const;
const chaosMs = 40_000;
/** Longer than a dead replica's mark is trusted, and two sweeps. */
const calmMs = 75_000;
const sweepEveryMs = 5_000;
const stepsMax = 60_000;

const faultLevels: readonly Faults[] = [
  { crash: 0, fail: 0, loseReply: 0 },
  { crash: 0.004, fail: 0.01, loseReply: 0.01 },
  { crash: 0.015, fail: 0.03, loseReply: 0.05 },
];

/** Runs the real services through one seed of chance, heals the world and looks at it. */
export async function simulate(seed: number): Promise<Outcome> {
  const kind: StoreKind = seed % 2 === 0 ? "postgresql" : "redis";
  const world = new World(seed, kind, faultLevels[seed % 3] ?? { crash: 0, fail: 0, loseReply: 0 });
  for (const n of [0, 1]) {
    await world.run(taskProgram(limits), `task-${n}`);
    await world.run(audit, `audit-${n}`);
  }
  sweepEvery(world);
  readingGroup(world, audit.spec);
  const replicas = syncReplicas(world, 2);
  const watched = users.map((user) => keepWatching(world, replicas, user));
  const history: Asked[] = [];
  const people = users.flatMap((user) => [
    ...[0, 1].map((n) => person(world, user, `${user}-${n}`, 8, history)),
    reader(world, user, 20),
  ]);
  let finished = false;
  const all = Promise.all(people).then(() => {
    finished = true;
  });
  const start = world.schedule.nowMs;
  await world.schedule.until(start + chaosMs, () => finished, stepsMax);
  world.heal();
  await world.schedule.until(world.schedule.nowMs + calmMs, () => false, stepsMax);
  if (!finished) return outcome(seed, ["somebody waits for ever"], world, history);
  await all;
  let found: readonly string[] | undefined;
  // It settles `found`; an answer that never comes leaves it open.
  void broken(world, users, history, watched)
    .then((problems) => [...problems, ...nothingIsLeft(world)])
    .catch((thrown: unknown) => [String(thrown)])
    .then((problems) => {
      found = problems;
    });
  await world.schedule.until(world.schedule.nowMs + calmMs, () => found !== undefined, stepsMax);
  return outcome(seed, found ?? ["a question is never answered"], world, history);
}

const outcome = (
  seed: number,
  problems: readonly string[],
  { schedule, bus }: World,
  history: readonly Asked[],
): Outcome => ({
  seed,
  broken: problems,
  steps: schedule.steps,
  asked: history.length,
  acknowledged: history.filter(({ status }) => status !== undefined && status < 400).length,
  events: bus.published,
});

/** The cron binding of each task replica. */
function sweepEvery(world: World): void {
  world.schedule.after(sweepEveryMs, () => {
    for (const { service, running } of world.instances) {
      if (service !== "task" || !running) continue;
      // A sweep that fails is repeated by the next.
      running
        .channel({ method: "POST", path: "/relay-sweep", headers: {}, body: "" })
        .catch(() => undefined);
    }
    sweepEvery(world);
  });
}
