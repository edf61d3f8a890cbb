import { z } from "zod";
import { between } from "../../services/shared/recurrence/recurrence.ts";
import { type AskFor, onApplication } from "./application.ts";
import { givenRule, rulesFrom } from "./given-rules.ts";
import type { Group, Run } from "./group.ts";
import { repeated, timed, together } from "./measure.ts";
import type { Figure, Target } from "./report.ts";
import { percentile, spread } from "./statistics.ts";

const horizonMs = 28 * 86_400_000;
const rounds = 7;
const people = 20;
const inFlight = 16;
/** What is not there by then is lost. */
const patienceMs = 60_000;
const lookEveryMs = 5;
const atMost = (value: number): Target => ({ kind: "at most", value });

/** What time itself does: dates of rules, reminders at their moment, the date after a completion. */
export const time: Group = {
  says: "Rules alone, then the whole application with jobs in one process, its file on disk.",
  async run(how) {
    const rules = await rulesFigure(how);
    const application = await onApplication(async (ask) => [
      ...(await latenessFigures(ask, how)),
      ...(await completionFigures(ask, how)),
    ]);
    return [rules, ...application];
  },
};

async function rulesFigure({ mode, progress }: Run): Promise<Figure> {
  const count = mode === "quick" ? 100 : 1_000;
  progress(`${count} rules over 28 days, ${rounds} rounds`);
  const rules = Array.from({ length: count }, (_, index) => givenRule(index));
  const to = new Date(Date.parse(rulesFrom) + horizonMs).toISOString();
  const ms = await repeated(rounds, async () => {
    const dates = rules.reduce((sum, rule) => sum + between(rule, rulesFrom, to).length, 0);
    if (dates < count) throw new Error(`${count} rules gave only ${dates} dates`);
  });
  const seconds = spread(ms.map((one) => one / 1_000));
  return {
    name: `${count.toLocaleString("en-US")} rules over 28 days`,
    value: seconds.median,
    unit: "s",
    range: seconds,
    target: atMost(0.5),
  };
}

const trail = z.object({
  items: z.array(
    z.object({
      timestamp: z.string(),
      payload: z.object({ reminder: z.object({ at: z.string() }) }),
    }),
  ),
});
const personOf = (index: number) => `person-${index % people}`;

/** All at one instant: how long after it the last of them has fired, and that none was early. */
async function latenessFigures(ask: AskFor, { mode, progress }: Run): Promise<Figure[]> {
  const [count, aheadMs] = mode === "quick" ? [200, 5_000] : [1_000, 20_000];
  const at = new Date(Date.now() + aheadMs).toISOString();
  progress(`${count} reminders at ${at}`);
  await together(count, inFlight, (i) =>
    ask(personOf(i), "task", {
      method: "POST",
      path: "/tasks",
      body: { title: `Call ${i}`, reminders: [{ at }] },
    }),
  );
  if (Date.now() >= Date.parse(at)) throw new Error("the reminders were not set in time");
  const lateMs = await until(async () => {
    const all = await Promise.all(
      Array.from({ length: people }, (_, i) => firedOf(ask, personOf(i))),
    );
    const late = all.flat();
    return late.length >= count ? late : undefined;
  }, 200);
  const name = `reminder lateness, ${count.toLocaleString("en-US")} at one instant`;
  return [
    { name: `${name}, p50`, value: percentile(lateMs, 0.5) / 1_000, unit: "s" },
    {
      name: `${name}, p99`,
      value: percentile(lateMs, 0.99) / 1_000,
      unit: "s",
      target: atMost(5),
    },
    {
      name: "reminders that were early or came twice",
      value: lateMs.filter((ms) => ms < 0).length + lateMs.length - count,
      unit: "",
      target: atMost(0),
    },
  ];
}

async function firedOf(ask: AskFor, person: string): Promise<number[]> {
  const path = "/trail?event_type=reminder.triggered&limit=200";
  const { items } = trail.parse(
    JSON.parse((await ask(person, "audit", { method: "GET", path })).body),
  );
  return items.map(
    ({ timestamp, payload }) => Date.parse(timestamp) - Date.parse(payload.reminder.at),
  );
}

const taskForm = z.object({ id: z.string() });
const pageForm = z.object({ items: z.array(taskForm) });

/** From sending a completion until the next date of an "every!" rule can be read. */
async function completionFigures(ask: AskFor, { mode, progress }: Run): Promise<Figure[]> {
  const times = mode === "quick" ? 20 : 200;
  progress(`completion -> next date, ${times} times`);
  const ms: number[] = [];
  for (let i = 0; i < times; i++) {
    // A person each: two completions within a minute would ask for the same date.
    const person = `every-${i}`;
    const body = { title: "Water", recurrence: { rrule: "FREQ=HOURLY", from_completion: true } };
    const made = await ask(person, "task", { method: "POST", path: "/tasks", body });
    const { id } = taskForm.parse(JSON.parse(made.body));
    const took = await timed(async () => {
      await ask(person, "task", { method: "POST", path: `/tasks/${id}/complete` });
      await until(() => openOf(ask, person), lookEveryMs);
    });
    ms.push(took);
  }
  const name = "completion -> next date";
  return [
    { name: `${name}, p50`, value: percentile(ms, 0.5), unit: "ms" },
    { name: `${name}, p95`, value: percentile(ms, 0.95), unit: "ms", target: atMost(1_000) },
  ];
}

async function openOf(ask: AskFor, person: string): Promise<string | undefined> {
  const path = "/tasks?status=pending&limit=1";
  const { body } = await ask(person, "task", { method: "GET", path });
  return pageForm.parse(JSON.parse(body)).items[0]?.id;
}

/** Looks again and again until something is there. Throws when that takes too long. */
async function until<T>(look: () => Promise<T | undefined>, everyMs: number): Promise<T> {
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`nothing came within ${patienceMs / 1_000} s`);
}
