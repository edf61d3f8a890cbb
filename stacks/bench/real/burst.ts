import { setTimeout } from "node:timers/promises";
import type { Admin } from "kafkajs";
import { z } from "zod";
import { bulkMax } from "../../../services/shared/contracts/api/tasks.ts";
import { deadLetters } from "../../../services/shared/contracts/dead-letters.ts";
import { taskUpdated } from "../../../services/shared/contracts/task-updated.ts";
import { givenTask } from "../given-tasks.ts";
import { timed, together } from "../measure.ts";
import type { Figure } from "../report.ts";
import { atMost } from "./figures.ts";
import { lag, writtenTo } from "./lag.ts";
import type { Someone } from "./people.ts";
import { type Scene, untilSo } from "./scene.ts";
import { steadily } from "./steadily.ts";

const eventsPerSecond = 1_000;
const callsPerSecond = eventsPerSecond / bulkMax;
const inFlight = 8;
/** Dapr's Kafka client tells the broker once a second what it has read: finer is not to be had. */
const lookEveryMs = 200;
const watchEveryMs = 1_000;
/** Readers that have not caught up by then never will. */
const patienceMs = 180_000;
const taskForm = z.object({ id: z.string() });

/** Somebody who changes the same tasks again and again. */
interface Changer {
  readonly person: Someone;
  readonly ids: readonly string[];
}

/** A thousand changes of tasks a second, and how long all readers need to catch up. */
export async function burst(scene: Scene): Promise<readonly Figure[]> {
  const { broker, sizes, progress } = scene;
  const { admin } = broker;
  const { burstSeconds } = sizes;
  const changers = await changersOf(scene);
  await untilRead(admin);

  progress(`${eventsPerSecond} events a second for ${burstSeconds} s`);
  const before = await writtenTo(admin, taskUpdated.name);
  const load = { isOver: false };
  const [ms, most] = await Promise.all([
    timed(() => moves(changers, burstSeconds)).finally(() => {
      load.isOver = true;
    }),
    mostLag(admin, load, progress),
  ]);
  const events = (await writtenTo(admin, taskUpdated.name)) - before;
  progress("until no reader has anything before it");
  const behindMs = await timed(() => untilRead(admin));
  return [
    {
      name: `changes of tasks a second, for ${burstSeconds} s`,
      value: (events / ms) * 1_000,
      unit: "/s",
      // The last answer comes a moment after the last second.
      target: { kind: "at least", value: eventsPerSecond * 0.98 },
    },
    { name: "most events before all readers together", value: most, unit: "" },
    { name: "lag back to 0 after", value: behindMs / 1_000, unit: "s", target: atMost(5) },
    {
      name: "events set aside",
      value: await writtenTo(admin, deadLetters.name),
      unit: "",
      target: atMost(0),
    },
  ];
}

async function changersOf({ people, progress }: Scene): Promise<readonly Changer[]> {
  const some = people.slice(0, callsPerSecond);
  progress(`${bulkMax} tasks of ${some.length} people`);
  const changers = some.map((person) => ({ person, ids: [] as string[] }));
  await together(some.length * bulkMax, inFlight, async (i) => {
    const changer = changers[i % some.length];
    if (!changer) return;
    const made = await changer.person.ask("POST", "/api/tasks", givenTask(i));
    changer.ids.push(taskForm.parse(made).id);
  });
  return changers;
}

const moves = (changers: readonly Changer[], seconds: number): Promise<unknown> =>
  steadily(callsPerSecond, seconds * callsPerSecond, async (i) => {
    const changer = changers[i % changers.length];
    if (changer) await moveAll(changer, Math.floor(i / changers.length));
  });

/** Each time to another day: a move to where a task is already changes nothing. */
const moveAll = ({ person, ids }: Changer, round: number): Promise<unknown> => {
  const due_date = `2031-01-${String(1 + (round % 28)).padStart(2, "0")}`;
  return person.ask("POST", "/api/tasks/bulk", { action: "move", ids, due_date });
};

const untilRead = (admin: Admin): Promise<void> =>
  untilSo("no lag", async () => (await lag(admin)) === 0, {
    everyMs: lookEveryMs,
    withinMs: patienceMs,
  });

/** The most that was before all readers while the load lasted. */
async function mostLag(
  admin: Admin,
  load: { readonly isOver: boolean },
  progress: Scene["progress"],
): Promise<number> {
  let most = 0;
  while (!load.isOver) {
    await setTimeout(watchEveryMs);
    const now = await lag(admin);
    progress(`${now} events before all readers`);
    most = Math.max(most, now);
  }
  return most;
}
