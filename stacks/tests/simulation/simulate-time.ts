import type { ServiceSpec } from "../../../components/model/service.ts";
import { program as audit } from "../../../services/audit/main.ts";
import { program as chat } from "../../../services/chat/main.ts";
import { program as notification } from "../../../services/notification/main.ts";
import { program as scheduler } from "../../../services/scheduler/main.ts";
import type { Program } from "../../../services/shared/kit/host.ts";
import { parseChunk } from "../../../services/task/log/chunk.ts";
import { taskProgram } from "../../../services/task/main.ts";
import { brokenInTime } from "./checks-of-time.ts";
import { clocksJump } from "./clocks.ts";
import { type JobsMood, simulatedJobs } from "./jobs.ts";
import { type Life, lifeOf } from "./lives.ts";
import type { Past } from "./past.ts";
import { type ProvidersMood, simulatedProviders } from "./providers.ts";
import { readingGroup } from "./reading-group.ts";
import type { Outcome } from "./simulate.ts";
import { type Lived, liveThrough } from "./time-people.ts";
import { type Faults, noFaults, World } from "./world.ts";

const users = ["ann", "ben"] as const;
const stepsMax = 120_000;
const clockJumps = 4;

/** Limits so small that a short life meets all of them. */
const limits = {
  entriesFull: 8,
  bytesFull: 16_384,
  snapshotEvery: 8,
  tasksPerPage: 8,
  cacheBytesMax: 40_000,
} as const;

const faultLevels: readonly Faults[] = [
  noFaults,
  { crash: 0.001, fail: 0.01, loseReply: 0.01 },
  { crash: 0.004, fail: 0.03, loseReply: 0.03 },
];

/** Lets people live through hours, days or a month with the real services, heals and looks. */
export async function simulateTime(seed: number): Promise<Outcome> {
  const { world, life, past } = worldOf(seed);
  const programs = programsIn(life);
  for (const program of programs) {
    for (const n of [0, 1]) await world.run(program, `${program.spec.id}-${n}`);
    readingGroup(world, program.spec);
    sweepEvery(world, program.spec, life);
  }
  let finished = false;
  const all = Promise.all(users.map((user) => liveThrough(world, life, user, past.lived))).then(
    () => {
      finished = true;
    },
  );
  const { schedule, bus } = world;
  await schedule.until(life.startMs + life.chaosMs, () => false, stepsMax);
  world.heal();
  past.healedMs = schedule.nowMs;
  await schedule.until(schedule.nowMs + life.calmMs, () => false, stepsMax);
  await comeToRest(world, past);
  const outcome = (problems: readonly string[]): Outcome => ({
    seed,
    broken: problems,
    steps: schedule.steps,
    asked: past.lived.asked.length,
    acknowledged: past.lived.asked.filter(({ status = 999 }) => status < 400).length,
    events: bus.published,
  });
  if (!finished) return outcome(["somebody waits for ever"]);
  await all;
  let found: readonly string[] | undefined;
  // It settles `found`; an answer that never comes leaves it open.
  void brokenInTime(world, users, past)
    .catch((thrown: unknown) => [String(thrown)])
    .then((problems) => {
      found = problems;
    });
  await schedule.until(schedule.nowMs + answerMs, () => found !== undefined, stepsMax);
  return outcome(found ?? ["a question is never answered"]);
}

/** Longer than any answer takes. */
const answerMs = 30_000;

function worldOf(seed: number) {
  const level = faultLevels[Math.floor(seed / 4) % 3] ?? noFaults;
  const world = new World(seed, seed % 8 < 4 ? "postgresql" : "redis", level, 0);
  const { rng, schedule, store } = world;
  const life = lifeOf(seed, rng);
  schedule.nowMs = life.startMs;
  // What slow reads can break is looked for where people are fast; here time is what counts.
  world.readsAreSlow = false;
  const jobs = rng.pick<JobsMood>(["well", "late", "never", "any"]) ?? "well";
  const providers = rng.pick<ProvidersMood>(["well", "fail", "hang up", "any"]) ?? "well";
  const clocksAreOff = rng.chance(0.3);
  if (clocksAreOff) clocksJump(world, life.chaosMs, clockJumps);
  simulatedJobs(world, jobs);
  const lived: Lived = { asked: [], rules: new Map(), turns: [], toldSinceMs: new Map() };
  const committedMs = new Map<string, number>();
  store.written = (key, value) => {
    if (!key.startsWith("task||log:")) return;
    const user = key.split(":")[1] ?? "";
    for (const { seq } of parseChunk(value).entries) {
      const at = `${user}:${seq}`;
      if (!committedMs.has(at)) committedMs.set(at, schedule.nowMs);
    }
  };
  const past: Past = {
    life,
    lived,
    sent: simulatedProviders(world, providers),
    committedMs,
    clocksAreOff,
    isFaultless: level === noFaults,
    healedMs: life.startMs,
  };
  return { world, life, past };
}

/** Nobody is told of anything in a month's life, and the trail of long lives needs many pages. */
function programsIn({ kind }: Life): readonly Program[] {
  const core = [taskProgram(limits), scheduler];
  switch (kind) {
    case "hours":
      return [...core, notification, chat, audit];
    case "days":
      return [...core, notification];
    case "month":
      return core;
    default:
      return kind satisfies never;
  }
}

/** The cron bindings, while the world lives. */
function sweepEvery(world: World, spec: ServiceSpec, life: Life): void {
  const again = () => {
    world.schedule.after(world.healed ? life.calmSweepMs : life.sweepMs, () => {
      sweep(world, spec);
      again();
    });
  };
  again();
}

/** Task replicas publish what is their own; of the others any one does the work. */
function sweep(world: World, { id, bindings }: ServiceSpec): void {
  const alive = world.instances.filter((one) => one.service === id && one.running);
  const any = world.rng.pick(alive);
  for (const { running } of id === "task" ? alive : alive.filter((one) => one === any)) {
    for (const { name } of bindings.filter(({ kind }) => kind === "cron")) {
      // A sweep that fails is repeated by the next.
      running
        ?.channel({ method: "POST", path: `/${name}`, headers: {}, body: "" })
        .catch(() => undefined);
    }
  }
}

/** Goes on until nothing new has happened for a while: then everything must be where it belongs. */
async function comeToRest(world: World, { committedMs }: Past): Promise<void> {
  const { schedule } = world;
  let quiet = 0;
  for (let n = 0; quiet < quietRests && n < restsMax; n++) {
    const before = committedMs.size;
    sweep(world, taskProgram(limits).spec);
    await schedule.until(schedule.nowMs + restMs, () => false, stepsMax);
    quiet = committedMs.size === before ? quiet + 1 : 0;
  }
}

/** Shorter than the mark of another process is trusted, else they take over from each other. */
const restMs = 15_000;
/** The mark of one that died is taken over, found idle twice, and let go. */
const quietRests = 8;
/** Of people with so many reminders there is always a pause of three minutes within. */
const restsMax = 100;
