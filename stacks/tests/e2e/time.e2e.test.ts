import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../../infra/real/ports.ts";
import { recurringTaskAnswer } from "../../../services/shared/contracts/api/recurring-tasks.ts";
import { type Application, startApplication } from "./application.ts";
import { newFolder } from "./folders.ts";
import { addTask, allTasks, asGuest, type Person, wholeTrail } from "./person.ts";

/** Proposals travel over the broker: some milliseconds, on a busy machine more. */
const soon = { timeout: 15_000, interval: 100 };

let options: { readonly dataDir: string; readonly port: number };
let application: Application;
beforeAll(async () => {
  options = { dataDir: newFolder(), port: await freePort() };
  application = await startApplication(options);
});
afterAll(() => application.close());

const exercise = {
  title: "Exercise",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO", timezone: "Europe/Berlin" },
};

async function repeat(person: Person, body: object = exercise) {
  const answer = await person.call("POST", "/api/recurring-tasks", body);
  expect(answer.status).toBe(201);
  return recurringTaskAnswer.parse(answer.body);
}

const titles = async (person: Person) => (await allTasks(person)).map(({ title }) => title);

describe("what repeats (user story 2)", () => {
  test("every Monday becomes exactly four tasks in 28 days, also after a kill -9", async () => {
    const ada = await asGuest(application.url);
    const { in_words, next } = await repeat(ada);
    expect(in_words).toBe("every Monday");
    await expect.poll(() => titles(ada), soon).toHaveLength(4);
    const before = (await allTasks(ada, "limit=200&sort_by=due_date")).map((task) => task.due_date);
    expect(before.slice(0, 3)).toEqual(next);

    await application.kill();
    application = await startApplication(options);

    // A second template is the sign that the scheduler has caught up with what it slept through.
    await repeat(ada, { ...exercise, title: "Stretch" });
    await expect
      .poll(async () => (await titles(ada)).filter((title) => title === "Stretch"), soon)
      .toHaveLength(4);
    expect((await titles(ada)).filter((title) => title === "Exercise")).toHaveLength(4);
  });

  test("completing one leaves the others; stopping takes those to come along", async () => {
    const bob = await asGuest(application.url);
    const { id } = await repeat(bob);
    await expect.poll(() => titles(bob), soon).toHaveLength(4);
    const [first] = await allTasks(bob, "limit=200&sort_by=due_date");
    await bob.call("POST", `/api/tasks/${first?.id}/complete`);
    expect((await allTasks(bob, "limit=200&status=pending")).length).toBe(3);
    const gone = await bob.call("DELETE", `/api/recurring-tasks/${id}?scope=following`);
    expect(gone.status).toBe(204);
    expect((await allTasks(bob)).map(({ status }) => status)).toEqual(["completed"]);
  });
});

describe("a reminder (user story 3)", () => {
  const firedFor = async (person: Person) =>
    (await wholeTrail(person)).items.filter((item) => item.event_type === "reminder.triggered");

  test("comes at its moment, never before it, and once", async () => {
    const eve = await asGuest(application.url);
    const at = new Date(Date.now() + 2_000).toISOString();
    await addTask(eve, "Call mom", { reminders: [{ at }] });
    await expect.poll(() => firedFor(eve), soon).toHaveLength(1);
    const [fired] = await firedFor(eve);
    expect(Date.parse(fired?.timestamp ?? "")).toBeGreaterThanOrEqual(Date.parse(at));
  });

  test("of a task that is done first is cancelled and does not come", async () => {
    const dan = await asGuest(application.url);
    const at = new Date(Date.now() + 2_000).toISOString();
    const { id } = await addTask(dan, "Pay the rent", { reminders: [{ at }] });
    await dan.call("POST", `/api/tasks/${id}/complete`);
    // The next reminder of the same scheduler says when the first one's moment has passed.
    const later = new Date(Date.now() + 3_000).toISOString();
    await addTask(dan, "Something else", { reminders: [{ at: later }] });
    await expect.poll(() => firedFor(dan), soon).toHaveLength(1);
    const [fired] = await firedFor(dan);
    expect(fired?.aggregate_id).not.toBe(id);
    const types = (await wholeTrail(dan)).items.map(({ event_type }) => event_type);
    expect(types).toContain("reminder.canceled");
  });

  test("in the past is refused in the words of the specification", async () => {
    const fay = await asGuest(application.url);
    const body = { title: "Too late", reminders: [{ at: "2020-01-01T00:00:00Z" }] };
    const answer = await fay.call("POST", "/api/tasks", body);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("Reminder time must be in the future");
    expect(await titles(fay)).toEqual([]);
  });
});
