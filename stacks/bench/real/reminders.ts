import { z } from "zod";
import { reminderTriggered } from "../../../services/shared/contracts/reminder-triggered.ts";
import { givenTask } from "../given-tasks.ts";
import { together } from "../measure.ts";
import type { Figure } from "../report.ts";
import { percentile } from "../statistics.ts";
import { atMost, partOf, timesOf } from "./figures.ts";
import { lag } from "./lag.ts";
import { type Kept, writtenAt } from "./moments.ts";
import { type Scene, untilSo } from "./scene.ts";
import { steadily } from "./steadily.ts";

const perSecond = 20;
const inFlight = 8;
const dayMs = 86_400_000;
/** Without jobs a reminder waits for the next sweep, and its events for a busy machine. */
const firedWithinMs = 90_000;
const taskForm = z.object({ id: z.string() });

const logs: Kept = { app: "task", entity: "log" };
const agendas: Kept = { app: "scheduler", entity: "agenda" };

/** What it takes to set a reminder. */
export async function scheduling(scene: Scene): Promise<readonly Figure[]> {
  const { people, store, sizes, progress } = scene;
  const write: number[][] = [];
  const set: number[][] = [];
  const toJob: number[][] = [];
  for (let round = 0; round <= sizes.rounds; round++) {
    progress(`${perSecond} reminders a second, round ${round} of ${sizes.rounds}`);
    const ids: string[] = [];
    await together(people.length, inFlight, async (i) => {
      ids[i] = taskForm.parse(await people[i]?.ask("POST", "/api/tasks", givenTask(i))).id;
    });
    const at = new Date(Date.now() + dayMs).toISOString();
    const bare = await steadily(perSecond, people.length, () => store.insert({ at }));
    const asked = await steadily(perSecond, people.length, async (i) =>
      people[i]?.ask("POST", `/api/tasks/${ids[i]}/reminders`, { at }),
    );
    const jobs = await untilScheduled(scene);
    if (round === 0) continue;
    write.push(bare);
    set.push(asked);
    toJob.push(jobs);
  }
  return [
    partOf("schedule a reminder", set, 0.5),
    partOf("schedule a reminder", set, 0.95, atMost(100)),
    timesOf("schedule a reminder / a bare write", write, set),
    partOf("commit -> the reminder's job is set", toJob, 0.95),
  ];
}

/** The scheduler keeps a person's agenda only after the job has been set. */
async function untilScheduled({ people, store }: Scene): Promise<number[]> {
  const committed = await writtenAt(store.pool, logs);
  let ms: number[] = [];
  await untilSo("the jobs of reminders", async () => {
    const kept = await writtenAt(store.pool, agendas);
    ms = people.map(({ id }) => (kept.get(id) ?? 0) - (committed.get(id) ?? 0));
    return ms.every((one) => one > 0);
  });
  return ms;
}

/** How late reminders fire: as many in a minute as are promised, and as many at one instant. */
export async function lateness(scene: Scene): Promise<readonly Figure[]> {
  const { reminders, spreadMs } = scene.sizes;
  const many = reminders.toLocaleString("en-US");
  const spread = await fired(scene, { count: reminders, spreadMs });
  const atOnce = await fired(scene, { count: reminders, spreadMs: 0 });
  const within = `reminder lateness, ${many} within ${spreadMs / 1_000} s,`;
  return [
    seconds(`${within} p50`, spread, 0.5),
    { ...seconds(`${within} p99`, spread, 0.99), target: atMost(5) },
    {
      ...seconds(`reminder lateness, ${many} at one instant, p99`, atOnce, 0.99),
      target: atMost(5),
    },
    {
      name: "reminders that were early",
      value: [...spread, ...atOnce].filter((ms) => ms < 0).length,
      unit: "",
      target: atMost(0),
    },
  ];
}

/** The same while the job scheduler is dead: then a sweep finds them. */
export async function latenessWithoutJobs(scene: Scene): Promise<readonly Figure[]> {
  const { sizes, application, broker, progress } = scene;
  const jobs = application.platform.parts["job scheduler"];
  if (jobs === undefined) throw new Error("there is no job scheduler to kill");
  const count = Math.ceil(sizes.reminders / 5);
  const late = await fired(scene, { count, spreadMs: 0 }, async () => {
    await untilSo("no lag", async () => (await lag(broker.admin)) === 0);
    progress("the job scheduler is killed");
    await jobs.kill();
  });
  await jobs.restart();
  const name = `reminder lateness, ${count} at one instant, no job scheduler,`;
  return [{ ...seconds(`${name} p99`, late, 0.99), target: atMost(60) }];
}

const seconds = (name: string, ms: readonly number[], part: number): Figure => ({
  name,
  value: percentile(ms, part) / 1_000,
  unit: "s",
});

/** Sets reminders, does something before they are due, and gives how late each was at the broker. */
async function fired(
  { people, broker, sizes, progress }: Scene,
  { count, spreadMs }: { readonly count: number; readonly spreadMs: number },
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<number[]> {
  const fromMs = Date.now() + sizes.aheadMs;
  progress(`${count} reminders from ${new Date(fromMs).toISOString()} on`);
  const tasks = new Set<string>();
  await together(count, inFlight, async (i) => {
    const at = new Date(fromMs + Math.floor((i * spreadMs) / count)).toISOString();
    const task = { title: `Call ${i}`, reminders: [{ at }] };
    tasks.add(taskForm.parse(await people[i % people.length]?.ask("POST", "/api/tasks", task)).id);
  });
  await meanwhile();
  if (Date.now() >= fromMs) throw new Error("the reminders were not set in time");
  const lateMs = () =>
    [...broker.heard.values()].flatMap(({ topic, atMs, data }) => {
      if (topic !== reminderTriggered.name) return [];
      const { task_id, reminder } = reminderTriggered.parse(data).payload;
      return tasks.has(task_id) ? [atMs - Date.parse(reminder.at)] : [];
    });
  await untilSo(`${count} reminders`, async () => lateMs().length >= count, {
    everyMs: 500,
    withinMs: sizes.aheadMs + spreadMs + firedWithinMs,
  });
  return lateMs();
}
