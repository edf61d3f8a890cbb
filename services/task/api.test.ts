import { describe, expect, test } from "vitest";
import { taskPage } from "../shared/contracts/api/tasks.ts";
import { personHeader } from "../shared/kit/door.ts";
import { changesAfter } from "./api.ts";
import { aService } from "./testing/a-service.ts";

describe("a task", () => {
  test("is made, read, changed, completed and deleted", async () => {
    const service = await aService();
    const made = await service.call("POST", "/tasks", { title: "Tea" });
    expect(made).toMatchObject({ status: 201, body: { title: "Tea", version: 1 } });
    const { id } = await service.adds({ title: "Coffee" });
    const path = `/tasks/${id}`;
    expect((await service.call("GET", path)).headers.etag).toBe(`"${id}.1"`);

    const patched = await service.call("PATCH", path, { title: "Cocoa" });
    expect(patched).toMatchObject({ status: 200, body: { title: "Cocoa", version: 2 } });
    const tagged = await service.call("PUT", `${path}/tags`, { tags: ["home"] });
    expect(tagged).toMatchObject({ status: 200, body: { tags: ["home"] } });
    const done = await service.call("POST", `${path}/complete`);
    expect(done).toMatchObject({ status: 200, body: { status: "completed" } });

    expect(await service.call("DELETE", path)).toMatchObject({ status: 204, body: undefined });
    expect(await service.call("GET", path)).toMatchObject({ status: 404 });
  });

  test("names its place and version when it is made", async () => {
    const { headers, body } = await (await aService()).call("POST", "/tasks", { title: "Tea" });

    expect(body).toMatchObject({ id: expect.any(String) });
    expect(headers.location).toMatch(/^\/api\/tasks\/r1-\d+$/);
    expect(headers.etag).toMatch(/^"r1-\d+\.1"$/);
  });

  test("of another person is not there, whatever is asked of it", async () => {
    const service = await aService();
    const { id } = await service.adds({ reminders: [{ at: "2026-01-06T08:00:00Z" }] });
    const eve = { [personHeader]: "eve" };
    const asked = await Promise.all([
      service.call("GET", `/tasks/${id}`, undefined, eve),
      service.call("PATCH", `/tasks/${id}`, { title: "x" }, eve),
      service.call("PUT", `/tasks/${id}/tags`, { tags: [] }, eve),
      service.call("POST", `/tasks/${id}/complete`, undefined, eve),
      service.call("DELETE", `/tasks/${id}`, undefined, eve),
    ]);

    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(await service.call("GET", `/tasks/${id}`)).toMatchObject({ body: { version: 1 } });
  });

  test("changes only in the version that If-Match names", async () => {
    const service = await aService();
    const { id } = await service.adds();
    const change = (etag: string, title: string) =>
      service.call("PATCH", `/tasks/${id}`, { title }, { "if-match": etag });

    expect(await change(`"${id}.1"`, "One")).toMatchObject({ status: 200 });
    expect(await change(`"${id}.1"`, "Two")).toMatchObject({
      status: 412,
      body: { errors: [{ field: "If-Match" }] },
    });
  });
});

describe("a command that is sent twice", () => {
  test("under one key is done once and answered alike", async () => {
    const service = await aService();
    const key = { "idempotency-key": "k1" };
    const first = await service.call("POST", "/tasks", { title: "Tea" }, key);
    const again = await service.call("POST", "/tasks", { title: "Tea" }, key);

    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(taskPage.parse((await service.call("GET", "/tasks")).body).total).toBe(1);
  });

  test("with other content under one key is refused", async () => {
    const service = await aService();
    const key = { "idempotency-key": "k1" };
    await service.call("POST", "/tasks", { title: "Tea" }, key);

    expect(await service.call("POST", "/tasks", { title: "Cocoa" }, key)).toMatchObject({
      status: 422,
      body: { errors: [{ field: "Idempotency-Key" }] },
    });
  });
});

describe("refused with the field's name", () => {
  test.each<["POST" | "GET" | "PATCH", string, unknown, number, string]>([
    ["POST", "/tasks", { title: "" }, 422, "title"],
    ["POST", "/tasks", { title: "\u200b\u200d" }, 422, "title"],
    ["POST", "/tasks", { title: "x".repeat(201) }, 422, "title"],
    ["POST", "/tasks", { title: "a\u0000b" }, 422, "title"],
    ["POST", "/tasks", { title: "a", user_id: "eve" }, 422, "user_id"],
    ["POST", "/tasks", { title: "a", version: 7 }, 422, "version"],
    ["POST", "/tasks", { title: "a", tags: ["A", "a"] }, 422, "tags"],
    ["POST", "/tasks", { title: "a", due_date: "0001-01-01" }, 422, "due_date"],
    ["POST", "/tasks", { title: "a", timezone: "../../etc" }, 422, "timezone"],
    ["GET", "/tasks?limit=-1", undefined, 422, "limit"],
    ["GET", "/tasks?limit=1e9", undefined, 422, "limit"],
    ["GET", "/tasks?limit=1&limit=2", undefined, 422, "limit"],
    ["GET", "/tasks?user_id=eve", undefined, 422, "user_id"],
    ["GET", "/tasks?__proto__=x", undefined, 422, "__proto__"],
    ["GET", "/changes?after=x", undefined, 422, "after"],
  ])("%s %s %j", async (method, path, body, status, field) => {
    const service = await aService();
    const answer = await service.call(method, path, body);

    expect(answer).toMatchObject({ status, body: { detail: expect.stringContaining(field) } });
    expect(service.sidecar.values().size).toBe(0);
  });

  test.each(["eve:1", "*", "", "a".repeat(65)])("a person named %j", async (user) => {
    const answer = await (await aService()).call("GET", "/tasks", undefined, {
      [personHeader]: user,
    });

    expect(answer).toMatchObject({ status: 403 });
  });
});

describe("many tasks", () => {
  test("come in pages that together are all of them", async () => {
    const service = await aService();
    for (const title of ["a", "b", "c", "d", "e"]) await service.adds({ title });
    const first = taskPage.parse((await service.call("GET", "/tasks?sort_by=title&limit=3")).body);
    const cursor = first.next_cursor ?? "";
    const rest = await service.call("GET", `/tasks?sort_by=title&limit=3&cursor=${cursor}`);

    expect(first).toMatchObject({ total: 5 });
    expect([...first.items, ...taskPage.parse(rest.body).items].map(({ title }) => title)).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
    ]);
  });

  test("are changed in one command and taken back in one", async () => {
    const service = await aService();
    const ids = [(await service.adds()).id, (await service.adds()).id];
    const bulk = await service.call("POST", "/tasks/bulk", { action: "complete", ids });
    const undo = await service.call("POST", "/undo");

    expect(bulk).toMatchObject({ body: { results: [{ status: "done" }, { status: "done" }] } });
    expect(undo).toMatchObject({
      status: 200,
      body: { undone: "bulk", tasks: [{ status: "pending" }, { status: "pending" }], removed: [] },
    });
    expect((await service.call("POST", "/undo")).body).toMatchObject({ removed: [ids[1]] });
  });
});

describe("what repeats", () => {
  const weekly = { title: "Run", recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO" } };

  test("is made with its dates in sight, and makes each proposed date once", async () => {
    const service = await aService();
    const made = await service.call("POST", "/recurring-tasks", weekly);
    expect(made).toMatchObject({
      status: 201,
      body: {
        in_words: "every Monday",
        next: ["2026-01-12", "2026-01-19", "2026-01-26"],
        status: "active",
      },
    });
    const { body } = await service.call("GET", "/recurring-tasks");
    expect(body).toMatchObject({ items: [{ title: "Run" }] });
    const id = String(made.headers.location).split("/").at(-1);
    const proposal = { user_id: "ada", recurring_task_id: id, local: "2026-01-12" };

    for (const event of ["o1", "o1", "o2"]) {
      await service.delivers("occurrence.due", event, proposal);
    }
    await service.delivers("occurrence.due", "o3", { ...proposal, local: "2026-01-13" });

    const page = taskPage.parse((await service.call("GET", "/tasks")).body);
    expect(page.items).toMatchObject([{ due_date: "2026-01-12", recurring_task_id: id }]);
  });

  test.each(["FREQ=SECONDLY", "FREQ=DAILY;COUNT=1000000000", "FREQ=DAILY;INTERVAL=0.5"])(
    "by the rule %s is refused by its name",
    async (rrule) => {
      const service = await aService();
      const answer = await service.call("POST", "/recurring-tasks", {
        ...weekly,
        recurrence: { rrule },
      });

      expect(answer).toMatchObject({
        status: 422,
        body: { errors: [{ field: "recurrence.rrule" }] },
      });
    },
  );
});

describe("this and following", () => {
  const daily = { title: "Run", recurrence: { rrule: "FREQ=DAILY", dtstart: "2026-01-06T09:00" } };
  const made = async () => {
    const service = await aService();
    const { headers } = await service.call("POST", "/recurring-tasks", daily);
    return { service, path: String(headers.location).slice("/api".length) };
  };

  test("of a change answer the template that begins there", async () => {
    const { service, path } = await made();
    const query = "?scope=following&from=2026-01-08T09:00:00";
    const answer = await service.call("PATCH", `${path}${query}`, { title: "Walk" });

    expect(answer).toMatchObject({
      status: 200,
      body: { title: "Walk", version: 1, next: [expect.stringContaining("2026-01-08"), {}, {}] },
    });
    expect((await service.call("GET", path)).body).toMatchObject({
      title: "Run",
      next: ["2026-01-06T09:00:00", "2026-01-07T09:00:00"],
    });
  });

  test("go when that is asked, and those before stay", async () => {
    const { service, path } = await made();
    const answer = await service.call("DELETE", `${path}?scope=following&from=2026-01-07`);

    expect(answer.status).toBe(204);
    const { body } = await service.call("GET", path);
    expect(body).toMatchObject({ status: "active", next: ["2026-01-06T09:00:00"] });
  });

  test.each([
    ["?scope=following&from=2026-01-08T10:00:00", "from"],
    ["?scope=following&from=275760-09-13", "from"],
    ["?scope=following&from=0001-01-01", "from"],
    ["?scope=following&from=../../etc", "from"],
    ["?scope=following&from=2026-13-45", "from"],
    ["?from=2026-01-08T09:00:00", "from"],
    ["?scope=all", "scope"],
    ["?scope=following&until=2026-01-08", "until"],
    ["?scope=following&scope=template", "scope"],
  ])("%s is refused by its name", async (query, field) => {
    const { service, path } = await made();
    const asked = await Promise.all([
      service.call("PATCH", `${path}${query}`, { title: "Walk" }),
      service.call("DELETE", `${path}${query}`),
    ]);

    for (const answer of asked)
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect((await service.call("GET", path)).body).toMatchObject({ version: 1 });
  });
});

describe("changes after a position", () => {
  test("are told one by one", async () => {
    const service = await aService();
    const { id } = await service.adds();
    await service.call("POST", `/tasks/${id}/complete`);

    expect((await service.call("GET", "/changes?after=1")).body).toEqual({
      seq: 2,
      reset: false,
      changes: [{ seq: 2, aggregate_id: id, event_type: "task.completed" }],
    });
  });

  const change = (seq: number) => ({
    seq,
    aggregate_id: "t",
    event_type: "task.updated" as const,
  });

  test.each([
    ["the present end", 7, 7, [5, 6, 7], { reset: false, told: [] }],
    ["just before the oldest known", 4, 7, [5, 6, 7], { reset: false, told: [5, 6, 7] }],
    ["before the oldest known", 3, 7, [5, 6, 7], { reset: true, told: [] }],
    ["past the end", 8, 7, [5, 6, 7], { reset: true, told: [] }],
    ["an empty log", 0, 0, [], { reset: false, told: [] }],
  ])("from %s", (_title, after, seq, known, { reset, told }) => {
    expect(changesAfter(after, seq, known.map(change))).toEqual({
      seq,
      reset,
      changes: told.map(change),
    });
  });
});
