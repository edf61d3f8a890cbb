import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { trailPage } from "../../../services/shared/contracts/api/audit.ts";
import { bulkResult, taskPage } from "../../../services/shared/contracts/api/tasks.ts";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import { type Application, startApplication } from "./application.ts";
import { filed } from "./filed.ts";
import { harmWatch } from "./harm.ts";
import { addTask, allTasks, asGuest, type Person, problemIn } from "./person.ts";

/** Further ahead than tasks are made from a template: nothing happens by itself meanwhile. */
const farAhead = `${new Date().getUTCFullYear() + 2}-01-05`;

let application: Application;
let ada: Person;
let eve: Person;
let hers: Task;
let evesOwn: Task;
let template: string;
let watch: ReturnType<typeof harmWatch>;

beforeAll(async () => {
  application = await startApplication({ variables: { RATE_LIMIT: "off" } });
  ada = await asGuest(application.url);
  eve = await asGuest(application.url);
  const more = { tags: ["private"], reminders: [{ at: `${farAhead}T08:00:00Z` }] };
  hers = await addTask(ada, "Ada's secret", more);
  await addTask(ada, "Ada's other secret");
  evesOwn = await addTask(eve, "Eve's own");
  const recurrence = { rrule: "FREQ=DAILY;COUNT=1", dtstart: farAhead };
  const body = { title: "Ada's habit", recurrence };
  const made = await ada.call("POST", "/api/recurring-tasks", body);
  template = z.object({ id: z.string() }).parse(made.body).id;
  await Promise.all([filed(ada, 3), filed(eve, 1)]);
  watch = harmWatch(application.url, () => [eve, ada]);
});
afterAll(async () => {
  console.info(watch.figures("hostile objects"));
  expect(application.errors()).not.toContain("request.failed");
  await application.close();
});

interface Row {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

/** Everything that can be asked about one thing, with what a person must say to ask it. */
const aboutTask: readonly Row[] = [
  { method: "GET", path: "/api/tasks/{id}" },
  { method: "PATCH", path: "/api/tasks/{id}", body: { title: "Taken" } },
  { method: "PATCH", path: "/api/tasks/{id}", body: { status: "completed" } },
  { method: "DELETE", path: "/api/tasks/{id}" },
  { method: "POST", path: "/api/tasks/{id}/complete" },
  { method: "PUT", path: "/api/tasks/{id}/tags", body: { tags: ["taken"] } },
  { method: "POST", path: "/api/tasks/{id}/reminders", body: { at: `${farAhead}T09:00:00Z` } },
];
const aboutTemplate: readonly Row[] = [
  { method: "GET", path: "/api/recurring-tasks/{id}" },
  { method: "PATCH", path: "/api/recurring-tasks/{id}", body: { title: "Taken" } },
  { method: "DELETE", path: "/api/recurring-tasks/{id}" },
  { method: "DELETE", path: "/api/recurring-tasks/{id}?scope=following" },
  { method: "POST", path: "/api/recurring-tasks/{id}/pause" },
  { method: "POST", path: "/api/recurring-tasks/{id}/resume" },
  { method: "POST", path: "/api/recurring-tasks/{id}/skip" },
];
const aboutReminder: readonly Row[] = [
  { method: "POST", path: "/api/reminders/{id}/snooze", body: { minutes: 5 } },
  { method: "POST", path: "/api/reminders/{id}/dismiss" },
];

/** What is another's is answered like what never was: nobody learns which ids exist. */
async function looksAbsent({ method, path, body }: Row, id: string): Promise<void> {
  const send = (of: string) => () => eve.call(method, path.replace("{id}", of), body);
  const { trace_id: _, ...problem } = await watch.refused(send(id), { status: 404 });
  const { trace_id: __, ...absent } = problemIn(await send("01AAAAAAAAAAAAAAAAAAAAAAAA")());
  expect(problem).toEqual(absent);
}

describe("what belongs to another person is not found", () => {
  test.each(aboutTask)("$method $path", async (row) => looksAbsent(row, hers.id));
  test.each(aboutTemplate)("$method $path", async (row) => looksAbsent(row, template));
  test.each(aboutReminder)("$method $path", async (row) => {
    const [reminder] = hers.reminders;
    if (!reminder) throw new Error("Ada's task has no reminder");
    await looksAbsent(row, reminder.id);
  });

  test.each<object>([
    { action: "complete" },
    { action: "delete" },
    { action: "tag", tags: ["taken"] },
    { action: "move", due_date: null },
  ])("in bulk: %j", async (request) => {
    const body = { ...request, ids: [hers.id] };
    const answer = await watch.harmless(() => eve.call("POST", "/api/tasks/bulk", body));
    expect(answer.status).toBe(200);
    const { results } = bulkResult.parse(answer.body);
    expect(results).toEqual([{ id: hers.id, status: "not_found", task: null }]);
  });

  test("and cannot be undone", async () => {
    const mallory = await asGuest(application.url);
    await watch.refused(() => mallory.call("POST", "/api/undo"), { status: 409 });
  });

  test("and is on nobody's list, with whatever cursor or header", async () => {
    const first = taskPage.parse((await ada.call("GET", "/api/tasks?limit=1")).body);
    const [tasks, templates] = await watch.harmless(async () => [
      await eve.call("GET", `/api/tasks?cursor=${first.next_cursor}`, undefined, {
        "nudge-user-id": ada.id,
      }),
      await eve.call("GET", "/api/recurring-tasks", undefined, { "nudge-user-id": ada.id }),
    ]);
    expect(taskPage.parse(tasks?.body).total).toBe(1);
    expect(tasks?.text).not.toContain(ada.id);
    expect(templates?.body).toEqual({ items: [] });
  });
});

describe("a field that nobody may set is named", () => {
  const reserved: readonly (readonly [field: string, json: string])[] = [
    ["user_id", '{"title":"x","user_id":"ada"}'],
    ["userId", '{"title":"x","userId":"ada"}'],
    ["id", '{"title":"x","id":"01AAAAAAAAAAAAAAAAAAAAAAAA"}'],
    ["version", '{"title":"x","version":99}'],
    ["recurring_task_id", '{"title":"x","recurring_task_id":"a"}'],
    ["created_at", '{"title":"x","created_at":"2020-01-01T00:00:00Z"}'],
    ["completed_at", '{"title":"x","completed_at":null}'],
    ["__proto__", '{"title":"x","__proto__":{"user_id":"ada"}}'],
    ["constructor", '{"title":"x","constructor":{"prototype":{"user_id":"ada"}}}'],
    ["prototype", '{"title":"x","prototype":{}}'],
    ["toString", '{"title":"x","toString":"x"}'],
  ];
  test.each(reserved)("%s in a body", async (field, json) => {
    const refusal = { status: 422, field };
    await watch.refused(() => eve.call("POST", "/api/tasks", json), refusal);
    await watch.refused(() => eve.call("PATCH", `/api/tasks/${evesOwn.id}`, json), refusal);
    await watch.refused(() => eve.call("POST", "/api/recurring-tasks", json), refusal);
  });

  test.each(["__proto__", "user_id", "userId", "version", "constructor", "toString"])(
    "%s in a query",
    async (field) => {
      for (const path of ["/api/tasks", "/api/audit"]) {
        const send = () => eve.call("GET", `${path}?${field}=${ada.id}`);
        await watch.refused(send, { status: 422, field });
      }
    },
  );
});

describe("an id cannot leave its person's keys", () => {
  test.each([
    (id: string) => `${id}:1`,
    (id: string) => `${id}%3A1`,
    (id: string) => `${id}%7C%7Clog`,
    (id: string) => `%2A${id}`,
    (id: string) => `..%2F${id}`,
    (id: string) => `${id}%00`,
    (id: string) => `${id}%20`,
    () => "*",
    () => "__proto__",
    () => "constructor",
    () => "a".repeat(101),
  ])("%s", async (made) => {
    const path = made(hers.id);
    for (const method of ["GET", "DELETE"]) {
      await watch.refused(() => eve.call(method, `/api/tasks/${path}`), { status: 404 });
    }
  });

  test.each(["a||b", "a*b", "../a", "a b", "a".repeat(65)])("Idempotency-Key: %s", async (key) => {
    const headers = { "idempotency-key": key };
    const send = () => eve.call("POST", "/api/tasks", { title: "x" }, headers);
    await watch.refused(send, { status: 422, field: "Idempotency-Key" });
  });

  test("another person's Idempotency-Key gives nothing of theirs", async () => {
    const mallory = await asGuest(application.url);
    const headers = { "idempotency-key": "shared" };
    const guest = await asGuest(application.url);
    await guest.call("POST", "/api/tasks", { title: "Guest's" }, headers);
    const answer = await watch.harmless(() =>
      mallory.call("POST", "/api/tasks", { title: "Mallory's" }, headers),
    );
    expect(answer.status).toBe(201);
    expect((await allTasks(mallory)).map(({ title }) => title)).toEqual(["Mallory's"]);
    expect((await allTasks(guest)).map(({ title }) => title)).toEqual(["Guest's"]);
  });
});

test("If-Match of another person's task does not open one's own", async () => {
  const etag = (await ada.call("GET", `/api/tasks/${hers.id}`)).headers.get("etag") ?? "";
  expect(hers.version, "only the id tells the two apart").toBe(evesOwn.version);
  const headers = { "if-match": etag };
  const refusal = { status: 412, field: "If-Match" };
  const path = `/api/tasks/${evesOwn.id}`;
  await watch.refused(() => eve.call("PATCH", path, { title: "x" }, headers), refusal);
  await watch.refused(() => eve.call("DELETE", path, undefined, headers), refusal);
});

describe("another person's audit trail is never shown", () => {
  test("by the id of their task", async () => {
    const path = `/api/audit?aggregate_id=${hers.id}`;
    const answer = await watch.harmless(() => eve.call("GET", path));
    expect(trailPage.parse(answer.body).items).toEqual([]);
  });

  test("by any cursor or header", async () => {
    const headers = { "nudge-user-id": ada.id };
    const answer = await watch.harmless(() =>
      eve.call("GET", "/api/audit?cursor=999999&limit=200", undefined, headers),
    );
    expect(trailPage.parse(answer.body).items.map((item) => item.aggregate_id)).toEqual([
      evesOwn.id,
    ]);
  });

  test.each([
    "/api/audit/{id}",
    "/api/audit/../audit/{id}",
    "/api/trail",
    "/api/replay",
    "/api/users/{id}/audit",
  ])("at %s", async (path) => {
    await watch.refused(() => eve.call("GET", path.replace("{id}", ada.id)), { status: 404 });
  });
});
