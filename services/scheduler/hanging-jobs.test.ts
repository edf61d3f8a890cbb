import { expect, test } from "vitest";
import { aReminder, aTask } from "./testing/given.ts";
import { anEvent, aWorld, away, deliver } from "./testing/scheduler-in-memory.ts";

const nine = "2026-01-05T09:00:00.000Z";
const reminded = (given: Parameters<typeof aTask>[0] = {}) =>
  anEvent("task.created", aTask({ reminders: [aReminder(nine)], ...given }));

test("jobs that hang hold up one event, and are asked again some seconds later", async () => {
  const world = aWorld();
  const channel = await world.restart();
  const asked: string[] = [];
  world.outage(({ path }) => {
    if (!path.startsWith("/v1.0/jobs/")) return undefined;
    asked.push(path);
    void world.clock.advance(15_000);
    return away;
  });
  const deliverNext = (version: number) =>
    deliver(channel, reminded({ id: `t${version}`, version }));
  expect([await deliverNext(1), await deliverNext(2), await deliverNext(3)]).toEqual(
    Array(3).fill("SUCCESS"),
  );
  expect(asked).toHaveLength(1);
  await world.clock.advance(10_000);
  await deliverNext(4);
  expect(asked).toHaveLength(2);
});
