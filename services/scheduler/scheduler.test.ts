import { expect, test } from "vitest";
import { writtenKey } from "../shared/kit/testing/watch-writes.ts";
import { aReminder, aTask, aTemplate, monday, repeating } from "./testing/given.ts";
import {
  anEvent,
  aWorld,
  away,
  deliver,
  fire,
  proposed,
  sweep,
  type World,
} from "./testing/scheduler-in-memory.ts";

const nine = "2026-01-05T09:00:00.000Z";
const hour = 3_600_000;
const day = 24 * hour;
/** Each moment of a reminder has a job of its own. */
const jobAtNine = "reminder-anna-r1-1767603600000";
const jobAtTen = "reminder-anna-r1-1767607200000";
const proposal = { user_id: "anna", task_id: "t1", reminder_id: "r1", at: nine };
const reminded = (given: Parameters<typeof aTask>[0] = {}) =>
  anEvent("task.created", aTask({ reminders: [aReminder(nine)], ...given }));

const localsOf = (world: World) =>
  proposed(world, "occurrence.due").map((data) => Reflect.get(Object(data), "local"));

/** A generator whose every run is the same. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

test.each([
  ["in order", (events: readonly ReturnType<typeof anEvent>[]) => events],
  ["the wrong way round", (events: readonly ReturnType<typeof anEvent>[]) => events.toReversed()],
])("a reminder that nags is proposed once at each moment, its events %s", async (_title, order) => {
  const world = aWorld();
  const channel = await world.restart();
  const later = "2026-01-05T09:10:00.000Z";
  await deliver(channel, reminded());
  await world.clock.advance(hour);
  expect(await sweep(channel)).toBe(200);
  const fired = aReminder(nine, { status: "triggered", nag_minutes: 10 });
  const pending = aReminder(later, { nag_minutes: 10, nag_count: 1 });
  const events = [
    anEvent("reminder.triggered", {
      task: aTask({ reminders: [fired], version: 2 }),
      task_id: "t1",
      reminder: fired,
    }),
    anEvent("task.updated", aTask({ reminders: [pending], version: 3 })),
  ];
  for (const event of order(events)) await deliver(channel, event);
  expect([...world.jobs.values()].map(({ dueTime }) => dueTime)).toEqual([later]);
  await world.clock.advance(hour / 6);
  expect(await sweep(channel)).toBe(200);

  expect(proposed(world, "reminder.due")).toEqual([proposal, { ...proposal, at: later }]);
  const ids = world.store.published.map(({ event }) => event.id);
  expect(new Set(ids).size).toBe(2);
});

test("minutes that cannot be read keep no date from coming, week after week", async () => {
  const world = aWorld();
  const channel = await world.restart();
  await deliver(channel, reminded());
  await deliver(channel, anEvent("recurring-task.created", aTemplate()));
  const before = localsOf(world).length;
  world.outage(({ path, body }) =>
    path.endsWith("/bulk") && body.includes("due:minute") ? away : undefined,
  );
  for (let week = 0; week < 3; week++) {
    await world.clock.advance(7 * day);
    expect(await sweep(channel)).not.toBe(200);
  }
  expect(localsOf(world)).toHaveLength(before + 3);
});

test("a weekly template gives 4 tasks in 28 days over 20 random restarts, none twice", async () => {
  const world = aWorld();
  const chance = chances(7);
  await deliver(await world.restart(), anEvent("recurring-task.created", aTemplate()));
  expect(localsOf(world)).toHaveLength(4);
  const end = world.clock.now() + 28 * day;
  for (let restart = 0; restart < 20; restart++) {
    const channel = await world.restart();
    await deliver(channel, anEvent("recurring-task.created", aTemplate()));
    await world.clock.advance(Math.floor(chance() * (28 / 20) * 2 * day));
    for (let sweeps = 0; sweeps < 2; sweeps++) expect(await sweep(channel)).toBe(200);
  }
  const locals = localsOf(world);
  expect(new Set(locals).size).toBe(locals.length);
  const within = locals.filter((local) => Date.parse(`${local}Z`) < end);
  expect(within).toHaveLength(4);
  expect(locals.length).toBeGreaterThan(4);
});

test("a proposal says whose it is and which date of which template", async () => {
  const world = aWorld();
  await deliver(await world.restart(), anEvent("recurring-task.created", aTemplate()));
  expect(world.store.published[0]).toMatchObject({
    topic: "occurrence.due",
    event: {
      id: "exercise:2026-01-05T09:00:00",
      source: "scheduler",
      partitionKey: "anna",
      data: { user_id: "anna", recurring_task_id: "exercise", local: "2026-01-05T09:00:00" },
    },
  });
});

test("an outage of publish is answered with a retry, and the second delivery proposes all", async () => {
  const world = aWorld();
  const channel = await world.restart();
  world.outage(({ path }) => (path.startsWith("/v1.0/publish/") ? away : undefined));
  expect(await deliver(channel, anEvent("recurring-task.created", aTemplate()))).toBe("RETRY");
  world.outage(undefined);
  expect(await deliver(channel, anEvent("recurring-task.created", aTemplate()))).toBe("SUCCESS");
  expect(localsOf(world)).toHaveLength(4);
});

test("a crash between publish and save gives duplicates, and no date is lost", async () => {
  const world = aWorld();
  world.outage((call) => (writtenKey(call) === "agenda:anna" ? away : undefined));
  const first = await world.restart();
  expect(await deliver(first, anEvent("recurring-task.created", aTemplate()))).toBe("RETRY");
  world.outage(undefined);
  const second = await world.restart();
  await deliver(second, anEvent("recurring-task.created", aTemplate()));
  expect(localsOf(world).length).toBeGreaterThan(4);
  expect(new Set(localsOf(world)).size).toBe(4);
});

test("after an outage of publish the sweep extends the horizon later, without a gap", async () => {
  const world = aWorld();
  const channel = await world.restart();
  const recurrence = repeating("FREQ=DAILY", "2026-01-05T09:00:00");
  await deliver(channel, anEvent("recurring-task.created", aTemplate({ recurrence })));
  await sweep(channel);
  world.outage(({ path }) => (path.startsWith("/v1.0/publish/") ? away : undefined));
  await world.clock.advance(3 * day);
  expect(await sweep(channel)).toBe(503);
  world.outage(undefined);
  expect(await sweep(channel)).toBe(200);
  expect(new Set(localsOf(world)).size).toBe(31);
});

test("a scheduler that was away for 40 days goes on by itself", async () => {
  const world = aWorld();
  await deliver(await world.restart(), anEvent("recurring-task.created", aTemplate()));
  await sweep(await world.restart());
  await world.clock.advance(40 * day);
  await sweep(await world.restart());
  expect(localsOf(world).slice(4)).toEqual([
    "2026-02-09T09:00:00",
    "2026-02-16T09:00:00",
    "2026-02-23T09:00:00",
    "2026-03-02T09:00:00",
    "2026-03-09T09:00:00",
  ]);
});

test("two replicas that sweep at once lose nothing", async () => {
  const world = aWorld();
  const [one, two] = [await world.restart(), await world.restart()];
  const recurrence = repeating("FREQ=DAILY", "2026-01-05T09:00:00");
  await deliver(one, anEvent("recurring-task.created", aTemplate({ recurrence })));
  for (let days = 0; days < 10; days++) {
    await world.clock.advance(day);
    expect(await Promise.all([sweep(one), sweep(two), sweep(one)])).toEqual([200, 200, 200]);
  }
  expect(new Set(localsOf(world)).size).toBe(38);
});

test("a reminder becomes a job with its trace, and the job proposes it at its moment", async () => {
  const world = aWorld();
  const channel = await world.restart();
  await deliver(channel, reminded());
  const job = world.jobs.get(jobAtNine);
  expect(job).toMatchObject({ dueTime: nine, data: proposal });
  if (!job) return;
  await world.clock.advance(hour - 1);
  expect(await fire(channel, jobAtNine, job)).toBe(503);
  expect(proposed(world, "reminder.due")).toEqual([]);
  await world.clock.advance(1);
  expect(await fire(channel, jobAtNine, job)).toBe(200);
  expect(proposed(world, "reminder.due")).toEqual([proposal]);
  const trace = `00-${"7".repeat(32)}-00000000000000aa-01`;
  expect(world.store.published[0]?.event.nudgecause).toBe(trace);
});

test("a job whose data cannot be read is logged, so that it does not come for ever", async () => {
  const world = aWorld();
  const channel = await world.restart();
  expect(await fire(channel, "reminder-x", { dueTime: nine, data: { at: "soon" } })).toBe(200);
  expect(world.log.lines.map(({ event }) => event)).toContain("reminder.job-unreadable");
});

test("a job that cannot publish is answered with an error and proposes at the next call", async () => {
  const world = aWorld(nine);
  const channel = await world.restart();
  world.outage(({ path }) => (path.startsWith("/v1.0/publish/") ? away : undefined));
  const job = { dueTime: nine, data: proposal };
  expect(await fire(channel, jobAtNine, job)).toBe(503);
  world.outage(undefined);
  expect(await fire(channel, jobAtNine, job)).toBe(200);
  expect(proposed(world, "reminder.due")).toEqual([proposal]);
});

test("without jobs the sweep proposes the reminder, never early, at most 30 s late", async () => {
  const world = aWorld("2026-01-05T08:58:50.000Z");
  const channel = await world.restart();
  world.outage(({ path }) => (path.startsWith("/v1.0/jobs/") ? away : undefined));
  expect(await deliver(channel, reminded())).toBe("SUCCESS");
  const firstAt: number[] = [];
  for (let sweeps = 0; sweeps < 5; sweeps++) {
    await world.clock.advance(30_000);
    expect(await sweep(channel)).toBe(200);
    if (proposed(world, "reminder.due").length > 0) firstAt.push(world.clock.now());
  }
  expect(firstAt[0]).toBe(Date.parse(nine) + 20_000);
});

test("a reminder is proposed again by sweeps until the owner has settled it", async () => {
  const world = aWorld("2026-01-05T08:59:30.000Z");
  const channel = await world.restart();
  await deliver(channel, reminded());
  for (let sweeps = 0; sweeps < 3; sweeps++) {
    await world.clock.advance(30_000);
    await sweep(channel);
  }
  expect(proposed(world, "reminder.due")).toEqual([proposal, proposal, proposal]);
  const reminder = aReminder(nine, { status: "triggered" });
  const task = aTask({ version: 2, reminders: [reminder] });
  await deliver(channel, anEvent("reminder.triggered", { reminder, task, task_id: "t1" }, nine));
  await world.clock.advance(30_000);
  await sweep(channel);
  expect(proposed(world, "reminder.due")).toHaveLength(3);
  expect(world.jobs.size).toBe(0);
});

test("a sweep that cannot publish fails, and the next one proposes", async () => {
  const world = aWorld("2026-01-05T08:59:00.000Z");
  const channel = await world.restart();
  await deliver(channel, reminded());
  await world.clock.advance(90_000);
  world.outage(({ path }) => (path.startsWith("/v1.0/publish/") ? away : undefined));
  expect(await sweep(channel)).toBe(503);
  world.outage(undefined);
  expect(await sweep(channel)).toBe(200);
  expect(proposed(world, "reminder.due")).toEqual([proposal]);
});

test.each([1, 13, 60])("reminders of %s days without sweeps and jobs are found", async (days) => {
  const world = aWorld();
  const channel = await world.restart();
  await sweep(channel);
  await deliver(channel, reminded());
  await world.clock.advance(days * day);
  expect(await sweep(channel)).toBe(200);
  expect(proposed(world, "reminder.due")).toContainEqual(proposal);
});

test("a reminder whose moment has passed when it is heard of is proposed by the sweep", async () => {
  const world = aWorld("2026-01-08T09:00:00.000Z");
  const channel = await world.restart();
  await sweep(channel);
  await deliver(channel, reminded());
  await sweep(channel);
  expect(proposed(world, "reminder.due")).toEqual([proposal]);
});

test("a moved reminder has its job at the new moment, a completed task has none", async () => {
  const world = aWorld();
  const channel = await world.restart();
  const ten = "2026-01-05T10:00:00.000Z";
  await deliver(channel, reminded());
  const moved = aTask({ version: 2, reminders: [aReminder(ten)] });
  await deliver(channel, anEvent("task.updated", moved));
  expect([...world.jobs.keys()]).toEqual([jobAtTen]);
  await world.clock.advance(hour + 60_000);
  await sweep(channel);
  expect(proposed(world, "reminder.due")).toEqual([]);
  const done = { ...moved, version: 3, status: "completed" as const, completed_at: ten };
  await deliver(channel, anEvent("task.completed", done));
  await world.clock.advance(hour);
  await sweep(channel);
  expect(proposed(world, "reminder.due")).toEqual([]);
  expect([...world.jobs.keys()]).toEqual([]);
});

test("buckets that are done are forgotten, so that the store does not grow for ever", async () => {
  const world = aWorld();
  const channel = await world.restart();
  const done = aTask({ version: 2, status: "completed", completed_at: monday });
  await deliver(channel, reminded());
  await deliver(channel, anEvent("task.completed", done));
  for (let hours = 0; hours < 6; hours++) {
    await world.clock.advance(hour);
    await sweep(channel);
  }
  const keys = [...world.store.values().keys()].toSorted((a, b) => (a < b ? -1 : 1));
  expect(keys).toEqual(["agenda:anna", "cursor:hour", "cursor:minute"]);
});

test("a clock that is set back an hour loses no reminder", async () => {
  const world = aWorld();
  const channel = await world.restart();
  const halfPast = "2026-01-05T08:30:00.000Z";
  await sweep(channel);
  await world.clock.advance(hour + 600_000);
  await sweep(channel);
  await world.clock.advance(-hour);
  await deliver(channel, reminded({ reminders: [aReminder(halfPast)] }));
  await world.clock.advance(hour);
  await sweep(channel);
  expect(proposed(world, "reminder.due")).toEqual([{ ...proposal, at: halfPast }]);
});

test("a thousand reminders of one minute are all proposed by one sweep", async () => {
  const world = aWorld("2026-01-05T08:59:00.000Z");
  const channel = await world.restart();
  const people = Array.from({ length: 1_000 }, (_, n) => `p${n}`);
  await Promise.all(
    people.map((user_id, n) => {
      const reminders = [aReminder(nine, { id: `r${n}` })];
      return deliver(channel, anEvent("task.created", aTask({ id: `t${n}`, user_id, reminders })));
    }),
  );
  await world.clock.advance(61_000);
  expect(await sweep(channel)).toBe(200);
  expect(proposed(world, "reminder.due")).toHaveLength(1_000);
});

test("a task without time costs no read and no write", async () => {
  const world = aWorld();
  const channel = await world.restart();
  world.outage(() => away);
  expect(await deliver(channel, anEvent("task.created", aTask()))).toBe("SUCCESS");
});

test("an unreadable rule and another person's payload are set aside, others are taken", async () => {
  const world = aWorld();
  const channel = await world.restart();
  const recurrence = repeating("FREQ=SECONDLY", "2026-01-05T09:00:00");
  const stolen = reminded();
  const bad = [
    anEvent("recurring-task.created", aTemplate({ recurrence })),
    { ...stolen, data: { ...stolen.data, user_id: "bob" } },
  ];
  for (const event of bad) expect(await deliver(channel, event)).toBe("SUCCESS");
  expect(world.store.published.map(({ topic }) => topic)).toEqual(["dlq-events", "dlq-events"]);
  expect([...world.store.values()]).toEqual([]);
  await deliver(channel, anEvent("recurring-task.created", aTemplate({ id: "good" })));
  expect(localsOf(world)).toHaveLength(4);
});

test("one person's unreadable agenda does not stop the sweep of others", async () => {
  const world = aWorld();
  const channel = await world.restart();
  await deliver(channel, reminded());
  await deliver(channel, reminded({ user_id: "bob", reminders: [aReminder(nine, { id: "r2" })] }));
  const [headers, body] = [{}, JSON.stringify([{ key: "agenda:anna", value: "broken" }])];
  await world.store.send({ method: "POST", path: "/v1.0/state/statestore", headers, body });
  await world.clock.advance(3 * hour);
  expect(await sweep(channel)).toBe(200);
  expect(proposed(world, "reminder.due")).toContainEqual(
    expect.objectContaining({ user_id: "bob", reminder_id: "r2" }),
  );
  expect(world.log.lines.map(({ event }) => event)).toContain("sweep.agenda-unreadable");
});

test("two replicas that hear of one person's tasks at once keep all reminders", async () => {
  const world = aWorld("2026-01-05T08:59:00.000Z");
  const [one, two] = [await world.restart(), await world.restart()];
  const verdicts = await Promise.all(
    [one, two].flatMap((channel, replica) =>
      [1, 2, 3].map(async (n) => {
        const id = `${replica}-${n}`;
        const event = reminded({ id: `t${id}`, reminders: [aReminder(nine, { id: `r${id}` })] });
        let verdict = await deliver(channel, event);
        for (let again = 0; verdict === "RETRY" && again < 5; again++) {
          verdict = await deliver(channel, event);
        }
        return verdict;
      }),
    ),
  );
  expect(new Set(verdicts)).toEqual(new Set(["SUCCESS"]));
  await world.clock.advance(61_000);
  await sweep(one);
  expect(proposed(world, "reminder.due")).toHaveLength(6);
});
