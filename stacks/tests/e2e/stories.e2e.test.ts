import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { freePort } from "../../../infra/real/ports.ts";
import { notificationPage } from "../../../services/shared/contracts/api/notifications.ts";
import { recurringTaskList } from "../../../services/shared/contracts/api/recurring-tasks.ts";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import { type Application, startApplication } from "./application.ts";
import { newFolder } from "./folders.ts";
import { allTasks, asGuest, ask, type Person, wholeTrail } from "./person.ts";
import { moveTime, nextMonday, talkOf } from "./talk.ts";

/** Events travel over the broker: some milliseconds, on a busy machine more. */
const soon = { timeout: 15_000, interval: 100 };
const dayMs = 86_400_000;

const tasksOf = (person: Person) => allTasks(person, "limit=200&sort_by=due_date");
const dates = (tasks: readonly Task[]) => tasks.map(({ due_date }) => due_date);
const eventsOf = async (person: Person, type: string) =>
  (await wholeTrail(person)).items.filter(({ event_type }) => event_type === type);
const templatesOf = async (person: Person) =>
  recurringTaskList.parse((await person.call("GET", "/api/recurring-tasks")).body).items;
const dayAfter = (moment: Date, days: number) =>
  new Date(moment.getTime() + days * dayMs).toISOString().slice(0, 10);

describe("user story 2: recurring tasks by saying so", () => {
  const monday = nextMonday(7);
  let options: { readonly dataDir: string; readonly port: number };
  let application: Application;
  beforeAll(async () => {
    options = { dataDir: newFolder(), port: await freePort() };
    application = await startApplication(options);
    await moveTime(application.url, { to: monday.toISOString() });
  });
  afterAll(() => application.close());

  test("scenario 1: 'Remind me to exercise every Monday' is confirmed and kept", async () => {
    const ada = await asGuest(application.url);
    const { reply } = await talkOf(ada).say("Remind me to exercise every Monday");
    expect(reply).toContain("I've set up a recurring reminder to exercise every Monday");
    const [template] = await templatesOf(ada);
    expect(template?.recurrence.rrule).toBe("FREQ=WEEKLY;BYDAY=MO");
    expect(await eventsOf(ada, "recurring-task.created")).toHaveLength(1);
  });

  test("scenario 2: tasks for the next four weeks come, each with its event", async () => {
    const bob = await asGuest(application.url);
    await talkOf(bob).say("Remind me to exercise every Monday");
    await expect.poll(() => tasksOf(bob), soon).toHaveLength(4);
    const mondays = [0, 7, 14, 21].map((days) => dayAfter(monday, days));
    expect(dates(await tasksOf(bob)).map((date) => date?.slice(0, 10))).toEqual(mondays);
    await expect.poll(() => eventsOf(bob, "task.created"), soon).toHaveLength(4);
  });

  test("scenario 3: 'Pay bills on the 1st of every month' comes on the first of each", async () => {
    const cem = await asGuest(application.url);
    const { reply } = await talkOf(cem).say("Pay bills on the 1st of every month");
    expect(reply).toContain("1st");
    await expect.poll(() => tasksOf(cem), soon).toHaveLength(1);
    const [first] = await tasksOf(cem);
    expect(first?.title).toBe("Pay bills");
    expect(first?.due_date?.slice(8, 10)).toBe("01");
    expect((first?.due_date ?? "") > monday.toISOString().slice(0, 10)).toBe(true);
  });

  test("scenario 4: completing one leaves the others, with one event", async () => {
    const dan = await asGuest(application.url);
    await talkOf(dan).say("Remind me to exercise every Monday");
    await expect.poll(() => tasksOf(dan), soon).toHaveLength(4);
    const [first] = await tasksOf(dan);
    await dan.call("POST", `/api/tasks/${first?.id}/complete`);
    const status = (await tasksOf(dan)).map((each) => each.status);
    expect(status).toEqual(["completed", "pending", "pending", "pending"]);
    await expect.poll(() => eventsOf(dan, "task.completed"), soon).toHaveLength(1);
  });

  test("scenario 5: 'Stop my exercise reminder' makes no more, and leaves those there are", async () => {
    const eve = await asGuest(application.url);
    const talk = talkOf(eve);
    await talk.say("Remind me to exercise every Monday");
    await expect.poll(() => tasksOf(eve), soon).toHaveLength(4);
    const { reply } = await talk.say("Stop my exercise reminder");
    expect(reply.toLowerCase()).toContain("exercise");
    expect(await tasksOf(eve)).toHaveLength(4);
    await moveTime(application.url, { by: "P21D" });
    expect(await tasksOf(eve)).toHaveLength(4);
  });

  test("a weekly rule gives exactly four tasks in 28 days, whenever it is killed", async () => {
    const fay = await asGuest(application.url);
    const from = new Date();
    from.setTime(Date.parse((await clock()).now));
    await fay.call("POST", "/api/recurring-tasks", {
      title: "Water the plants",
      recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TH", timezone: "Europe/Berlin" },
    });
    for (let restart = 0; restart < 20; restart++) {
      // The hours come from a fixed sequence: a failing run can be repeated.
      const hours = 1 + ((restart * 37) % 60);
      await moveTime(application.url, { by: `PT${hours}H` });
      await application.kill();
      application = await startApplication(options);
    }
    await moveTime(application.url, { to: new Date(from.getTime() + 28 * dayMs).toISOString() });
    const end = dayAfter(from, 28);
    const within = (await tasksOf(fay)).filter(({ due_date }) => (due_date ?? "") < end);
    expect(new Set(dates(within)).size).toBe(4);
    expect(within).toHaveLength(4);
  }, 180_000);

  const clock = async () =>
    z.object({ now: z.string() }).parse((await ask(application.url, "/dev/clock")).body);
});

describe.each(["on", "off"] as const)("user story 3: reminders, with jobs %s", (jobs) => {
  const monday = nextMonday(8);
  const latestMs = jobs === "on" ? 5_000 : 60_000;
  let options: { readonly dataDir: string; readonly port: number };
  let application: Application;
  const variables = { JOBS: jobs };
  beforeAll(async () => {
    options = { dataDir: newFolder(), port: await freePort() };
    application = await startApplication({ ...options, variables });
    await moveTime(application.url, { to: monday.toISOString() });
  });
  afterAll(() => application.close());

  const at = (hours: number) => new Date(monday.getTime() + hours * 3_600_000).toISOString();

  /** Three in the afternoon in Berlin is some hours after the Monday's beginning here. */
  async function meeting(person: Person) {
    const talk = talkOf(person);
    await talk.say("Meeting with Sarah at 3pm");
    await talk.say("remind me 15 minutes before");
    const [task] = await tasksOf(person);
    if (!task) throw new Error("there is no meeting");
    return { talk, task, due: Date.parse(task.due_date ?? "") };
  }

  test("scenario 1: '15 minutes before' is reckoned from the task's time", async () => {
    const ada = await asGuest(application.url);
    const { task, due } = await meeting(ada);
    expect(task.title).toBe("Meeting with Sarah");
    const [reminder] = task.reminders;
    expect(Date.parse(reminder?.at ?? "")).toBe(due - 15 * 60_000);
    expect(reminder?.status).toBe("pending");
  });

  test("scenarios 2 and 3: it comes in time, by mail and in the chat, and is written down", async () => {
    const bob = await asGuest(application.url);
    const email = { address: "bob@example.org" };
    expect((await bob.call("PUT", "/api/settings", { email })).status).toBe(200);
    const { talk, due } = await meeting(bob);

    await moveTime(application.url, { to: new Date(due).toISOString() });

    await expect.poll(() => eventsOf(bob, "reminder.triggered"), soon).toHaveLength(1);
    const [fired] = await eventsOf(bob, "reminder.triggered");
    const lateMs = Date.parse(fired?.timestamp ?? "") - (due - 15 * 60_000);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThanOrEqual(latestMs);
    const sent = async () => {
      const answer = await bob.call("GET", "/api/notifications");
      const [notice] = notificationPage.parse(answer.body).items;
      return notice?.deliveries.map(({ channel, status }) => `${channel} ${status}`).toSorted();
    };
    await expect.poll(sent, soon).toEqual(["email sent", "in_app sent"]);
    await expect
      .poll(async () => (await talk.heard()).at(-1), soon)
      .toContain("Reminder: Meeting with Sarah");
    expect((await ask(application.url, "/dev/mailbox.json")).text).toContain("Meeting with Sarah");
  });

  test("scenario 4: completed before, it is cancelled and nothing is sent", async () => {
    const cem = await asGuest(application.url);
    const { talk, task, due } = await meeting(cem);
    await cem.call("POST", `/api/tasks/${task.id}/complete`);
    await expect.poll(() => eventsOf(cem, "reminder.canceled"), soon).toHaveLength(1);

    await moveTime(application.url, { to: new Date(due + 3_600_000).toISOString() });

    expect(await eventsOf(cem, "reminder.triggered")).toEqual([]);
    expect((await talk.heard()).join("\n")).not.toContain("Reminder:");
    const { body } = await cem.call("GET", "/api/notifications");
    expect(notificationPage.parse(body).items).toEqual([]);
  });

  test("scenario 5: due while nothing runs, it comes when everything is back, once", async () => {
    const dan = await asGuest(application.url);
    const { talk, task } = await meeting(dan);
    // Two seconds ahead, and then nobody is there for longer than that.
    const [reminder] = task.reminders;
    const moment = new Date(Date.parse(reminder?.at ?? "") - 2_000);
    await moveTime(application.url, { to: moment.toISOString() });
    await application.kill();
    application = await startApplication({ ...options, variables });

    await moveTime(application.url, { by: "PT2M" });

    const heard = async () => (await talk.heard()).filter((text) => text.includes("Reminder:"));
    await expect.poll(heard, soon).toHaveLength(1);
    expect(await eventsOf(dan, "reminder.triggered")).toHaveLength(1);
  });

  test("a reminder in the past is refused in the words of the specification", async () => {
    const eve = await asGuest(application.url);
    const body = { title: "Too late", reminders: [{ at: at(-1) }] };
    const answer = await eve.call("POST", "/api/tasks", body);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("Reminder time must be in the future");
    const { reply } = await talkOf(eve).say("remind me yesterday to buy milk");
    expect(reply).toContain("Reminder time must be in the future");
    expect(await tasksOf(eve)).toEqual([]);
  });
});
