import { expect, test } from "vitest";
import { aReminder, aTask } from "./testing/given.ts";
import {
  anEvent,
  aWorld,
  away,
  deliver,
  proposed,
  sweep,
  type World,
} from "./testing/scheduler-in-memory.ts";

const nine = "2026-01-05T09:00:00.000Z";
const minute = 60_000;

test("a replica whose clock is an hour ahead forgets no minute that is still to come", async () => {
  const world = aWorld("2026-01-05T08:10:00.000Z");
  world.outage(({ path }) => (path.startsWith("/v1.0/jobs/") ? away : undefined));
  const [right, ahead] = [await world.restart(), await world.restart(59 * minute)];
  await deliver(right, anEvent("task.created", aTask({ reminders: [aReminder(nine)] })));
  for (let minutes = 0; minutes < 50; minutes++) {
    await sweep(right);
    await sweep(ahead);
    await world.clock.advance(minute);
  }
  const before = proposed(world, "reminder.due").length;
  expect(await sweep(right)).toBe(200);
  expect(proposed(world, "reminder.due")).toHaveLength(before + 1);
});

test("a replica that hears late of a firing takes no job that another one has set since", async () => {
  const world = aWorld(nine);
  const [one, two] = [await world.restart(), await world.restart()];
  const later = "2026-01-05T09:10:00.000Z";
  const armed = aReminder(nine, { nag_minutes: 10 });
  await deliver(one, anEvent("task.created", aTask({ reminders: [armed] })));
  const asReadByTwo = world.store.values().get("agenda:anna");
  const fired = aReminder(nine, { status: "triggered", nag_minutes: 10 });
  const task = aTask({ reminders: [fired], version: 2 });
  const firing = anEvent("reminder.triggered", { task, task_id: "t1", reminder: fired });
  const again = aReminder(later, { nag_minutes: 10, nag_count: 1 });
  await deliver(one, firing);
  await deliver(one, anEvent("task.updated", aTask({ reminders: [again], version: 3 })));
  await putBack(world, asReadByTwo);
  await deliver(two, firing);
  expect([...world.jobs.values()].map(({ dueTime }) => dueTime)).toEqual([later]);
});

/** The agenda as it was when a slow replica read it. */
const putBack = ({ store }: World, value: unknown) =>
  store.send({
    method: "POST",
    path: "/v1.0/state/statestore",
    headers: {},
    body: JSON.stringify([{ key: "agenda:anna", value }]),
  });
