import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { pubsubName } from "../../../components/model/names.ts";
import { exchange } from "../../../infra/local/testing/exchange.ts";
import { chatPage } from "../../../services/shared/contracts/api/chat.ts";
import { filed } from "../e2e/filed.ts";
import { newFolder } from "../e2e/folders.ts";
import { type Follower, follow } from "../e2e/follower.ts";
import { addTask, allTasks, asGuest, type Person, wholeTrail } from "../e2e/person.ts";
import { publishAllAgain } from "./fire-again.ts";
import { behindOf, deadLettersOf, invokeAsDoor, noticesOf } from "./fire-evidence.ts";
import { laterClock } from "./fire-later.ts";
import { startToldServer, type ToldServer } from "./fire-server.ts";
import { firstReplica } from "./first-replica.ts";
import { inStore } from "./in-store.ts";
import { type RealRun, startRun } from "./real-run.ts";

const dayMs = 86_400_000;
/** Five retries take some seven seconds, and a machine that does other things more. */
const patience = { timeout: 60_000, interval: 200 };
const clock = laterClock(newFolder());

let run: RealRun;
let server: ToldServer;
let ada: Person;
beforeAll(async () => {
  server = await startToldServer();
  const variables = { RATE_LIMIT: "off", LOG_LEVEL: "warn", OUTGOING_ALLOW: server.host };
  run = await startRun({ variables: { ...variables, ...clock.variables } });
  ada = await asGuest(run.url);
  await server.listenFor(ada);
});
afterAll(async () => {
  await run?.close();
  server?.close();
});

const letterForm = z.object({
  id: z.string(),
  consumer: z.string(),
  attempts: z.number(),
  first_seen: z.iso.datetime(),
  error: z.object({ name: z.string(), message: z.string() }),
  original: z.looseObject({ id: z.string(), type: z.string(), data: z.unknown() }),
});
const listForm = z.object({
  items: z.array(z.object({ id: z.string(), consumer: z.string(), event_id: z.string() })),
});

/** The letter of one consumer about one event, whole, as soon as it is there. */
const letterOf = (consumer: string, event: string) =>
  vi.waitFor(async () => {
    const { items } = listForm.parse(await invokeAsDoor(run, "audit", "/dead-letters"));
    const found = items.find((one) => one.consumer === consumer && one.event_id === event);
    if (found === undefined) throw new Error(`${consumer} has not set ${event} aside`);
    return letterForm.parse(await invokeAsDoor(run, "audit", `/dead-letters/${found.id}`));
  }, patience);

const namesTold = (person: Person) => server.toldOf(person.id)?.map(({ event }) => event) ?? [];

/** Publishes an event as the owner of tasks does. */
async function publish(topic: string, event: object, key: string): Promise<void> {
  const { ports, tokens } = firstReplica(run, "task");
  const path = `/v1.0/publish/${pubsubName}/${topic}?metadata.partitionKey=${key}`;
  const { status } = await exchange(ports.http, "POST", path, JSON.stringify(event), {
    "content-type": "application/cloudevents+json",
    "dapr-api-token": tokens.api,
  });
  expect(status).toBe(204);
}

test("an event that fails time after time is set aside after 5 retries, and holds up nobody", async () => {
  // The book of Ada's webhooks cannot be read; whoever reads it fails, and cannot know for good.
  const key = `webhook||book:${ada.id}`;
  const [book] = await inStore<{ value: unknown }>(run, "select value from state where key = $1", [
    key,
  ]);
  await inStore(run, "update state set value = '{\"hooks\": 7}' where key = $1", [key]);
  await addTask(ada, "Nobody can be told of it");
  const poisoned = `${ada.id}:1`;

  // More people than partitions: some of them come behind Ada in hers.
  const others = await Promise.all(Array.from({ length: 9 }, () => asGuest(run.url)));
  for (const person of others) await server.listenFor(person);
  await Promise.all(others.map((person) => addTask(person, "Behind the poison")));
  for (const person of others) {
    await expect.poll(() => namesTold(person), patience).toEqual([`${person.id}:1`]);
  }

  const letter = await letterOf("webhook", poisoned);
  expect(letter).toMatchObject({
    consumer: "webhook",
    attempts: 6,
    original: { id: poisoned, type: "task.created", data: { event_id: poisoned } },
  });
  expect(letter.error.message).toContain("hooks");
  expect(await deadLettersOf(run)).toEqual([`${poisoned} by webhook`]);
  expect(namesTold(ada)).toEqual([]);

  // What was set aside is taken when it is published again, once, however often.
  await inStore(run, "update state set value = $2 where key = $1", [key, book?.value]);
  for (const _ of [1, 2]) await publish("task.created", letter.original, ada.id);
  await expect.poll(() => namesTold(ada), patience).toEqual([poisoned]);
});

test("an event that is none is set aside at once by each who reads it, and the next is taken", async () => {
  const bob = await asGuest(run.url);
  const before = new Set(await deadLettersOf(run));
  const id = `poison-of-${bob.id}`;
  const event = { specversion: "1.0", id, type: "task.created", source: "task", data: { no: 1 } };
  await publish("task.created", event, bob.id);
  await addTask(bob, "After the poison");
  await filed(bob, 1);
  for (const consumer of ["audit", "scheduler", "webhook"]) {
    expect(await letterOf(consumer, id)).toMatchObject({
      attempts: 1,
      error: { name: "TerminalError", message: expect.stringContaining("task.created") },
    });
  }
  const added = (await deadLettersOf(run)).filter((letter) => !before.has(letter));
  expect(added).toHaveLength(3);
});

/** Everything that was done because of a person's events. */
async function effectsOn(person: Person, window: Follower) {
  const { body } = await person.call("GET", "/api/chat");
  return {
    tasks: await allTasks(person, "limit=200&status=completed"),
    trail: (await wholeTrail(person)).items,
    notices: await noticesOf(person),
    told: new Set(namesTold(person)),
    deliveries: server.toldOf(person.id)?.length ?? 0,
    said: chatPage.parse(body).messages,
    heard: [...window.positions],
  };
}

const isEverythingRead = async () => (await behindOf(run)).every(({ events }) => events === 0);

test("all events once more after 10 days have no second effect", { timeout: 240_000 }, async () => {
  const eve = await asGuest(run.url);
  await server.listenFor(eve);
  const window = follow(eve);
  try {
    // 1. A little of everything: changed, done, deleted, reminded of, called off.
    const at = new Date(Date.now() + 3_000).toISOString();
    const far = new Date(Date.now() + 60 * dayMs).toISOString();
    await addTask(eve, "Call mum", { reminders: [{ at }] });
    const done = await addTask(eve, "Pay the rent", { reminders: [{ at: far }] });
    const gone = await addTask(eve, "Never mind");
    await eve.call("PATCH", `/api/tasks/${done.id}`, { title: "Pay the rent at last" });
    await eve.call("POST", `/api/tasks/${done.id}/complete`);
    await eve.call("DELETE", `/api/tasks/${gone.id}`);
    const events = 8;
    await filed(eve, events);
    await expect.poll(() => namesTold(eve).length, patience).toBe(events);
    await expect.poll(() => window.positions.length, patience).toBe(events);
    await expect.poll(async () => (await noticesOf(eve)).length, patience).toBe(1);
    await expect.poll(isEverythingRead, patience).toBe(true);
    const before = await effectsOn(eve, window);
    const lettersBefore = await deadLettersOf(run);

    // 2. Ten days pass for all who read events, and for what they remember.
    const readers = ["task", "audit", "scheduler", "notification", "webhook", "chat"];
    await clock.pass(run, readers, 10 * dayMs);

    // 3. The broker has seven days of events. All of them come again.
    const again = await publishAllAgain(run);
    expect(again).toBeGreaterThan(events);
    await expect.poll(isEverythingRead, patience).toBe(true);

    // 4. Later events are behind the old ones in every partition: when they are seen, those were.
    await addTask(eve, "Ten days later");
    await filed(eve, events + 1);
    await expect.poll(() => namesTold(eve).length, patience).toBe(events + 1);
    await expect.poll(() => window.positions.length, patience).toBe(events + 1);
    const after = await effectsOn(eve, window);
    const last = `${eve.id}:${events + 1}`;
    expect(after).toEqual({
      ...before,
      trail: [expect.objectContaining({ event_id: last }), ...before.trail],
      told: new Set([...before.told, last]),
      deliveries: before.deliveries + 1,
      // A conversation is forgotten after a week; what was said in it is not said anew.
      said: [],
      heard: [...before.heard, events + 1],
    });
    // The poison of before is poison still, and no more letters for it.
    expect(new Set(await deadLettersOf(run))).toEqual(new Set(lettersBefore));
  } finally {
    window.close();
  }
});
