import { describe, expect, test } from "vitest";
import { RetryableError, TerminalError } from "../../shared/kit/errors.ts";
import { aTaskService } from "./testing/a-task-service.ts";
import { tools } from "./tools.ts";

/** The value of a result; throws with the problem's words. */
function given<T>(result: { ok: true; value: T } | { ok: false; problem: { detail: string } }): T {
  if (result.ok) return result.value;
  throw new Error(result.problem.detail);
}

describe("a task", () => {
  test("is made, found, changed, done, opened again and deleted", async () => {
    const box = (await aTaskService()).box();
    const made = given(await box.call("create_task", { title: "Tea", tags: ["home"] }));
    const { id } = made;
    expect(made).toMatchObject({ title: "Tea", tags: ["home"], status: "pending" });

    const page = given(await box.call("list_tasks", { tags: ["home"], status: ["pending"] }));
    expect(page).toMatchObject({ total: 1, items: [{ id }] });
    const edited = await box.call("edit_task", { id, changes: { priority: "high" } });
    expect(given(edited)).toMatchObject({ priority: "high" });
    expect(given(await box.call("complete_task", { id }))).toMatchObject({ status: "completed" });
    expect(given(await box.call("reopen_task", { id }))).toMatchObject({ status: "pending" });

    expect(given(await box.call("delete_task", { id }))).toEqual({ deleted: id });
    expect(await box.call("get_task", { id })).toMatchObject({ problem: { code: "not_found" } });
    expect(given(await box.call("undo", {}))).toMatchObject({ undone: "delete" });
    expect(given(await box.call("get_task", { id }))).toMatchObject({ title: "Tea" });
  });

  test("is placed in the zone that was named, once", async () => {
    const box = (await aTaskService()).box();
    const made = await box.call("create_task", {
      title: "Tea",
      due_date: "2026-07-05T09:00:00",
      timezone: "Europe/Berlin",
    });

    expect(given(made)).toMatchObject({
      due_date: "2026-07-05T07:00:00.000Z",
      timezone: "Europe/Berlin",
    });
  });

  test("is found by words and conditions that would mean something in a query", async () => {
    const service = await aTaskService();
    await service.adds("salt & pepper", "a=b?c#d", "50% off");

    for (const search of ["salt & pepper", "a=b?c#d", "50% off"]) {
      const page = given(await service.box().call("list_tasks", { search }));
      expect(page.items).toMatchObject([{ title: search }]);
    }
  });
});

test("many tasks are changed as one, and one undo takes it back", async () => {
  const service = await aTaskService();
  const ids = [...(await service.adds("Coffee", "Tea"))];
  const box = service.box();

  expect(given(await box.call("bulk_tasks", { action: "delete", ids }))).toMatchObject({
    results: [{ status: "done" }, { status: "done" }],
  });
  expect(await service.titles()).toEqual([]);
  expect(given(await box.call("undo", {}))).toMatchObject({ undone: "bulk" });
  expect(await service.titles()).toEqual(["Coffee", "Tea"]);
});

test("a reminder is added, put off and dismissed", async () => {
  const service = await aTaskService();
  const [task_id = ""] = await service.adds("Tea");
  const box = service.box();
  const at = "2026-01-06T08:00:00.000Z";
  const added = given(await box.call("add_reminder", { task_id, reminder: { at } }));
  const id = added.reminders[0]?.id ?? "";

  expect(given(await box.call("snooze_reminder", { id, minutes: 10 })).reminders).toMatchObject([
    { at: "2026-01-05T08:10:00.000Z" },
  ]);
  expect(given(await box.call("dismiss_reminder", { id })).reminders).toMatchObject([
    { status: "canceled" },
  ]);
});

test("what repeats is made, listed, changed, paused, resumed, skipped and stopped", async () => {
  const box = (await aTaskService()).box();
  const recurrence = { rrule: "FREQ=WEEKLY;BYDAY=MO", timezone: "Europe/Berlin" };
  const made = given(await box.call("create_recurring", { title: "Run", recurrence }));
  const { id } = made;
  expect(made).toMatchObject({ in_words: expect.stringContaining("Monday"), status: "active" });

  expect(given(await box.call("list_recurring", {})).items).toMatchObject([{ title: "Run" }]);
  const changes = { title: "Run far" };
  expect(given(await box.call("edit_recurring", { id, changes }))).toMatchObject(changes);
  expect(given(await box.call("pause_recurring", { id }))).toMatchObject({ status: "paused" });
  expect(given(await box.call("resume_recurring", { id }))).toMatchObject({ status: "active" });
  const skipped = given(await box.call("skip_recurring", { id }));
  expect(skipped.next).not.toContain(made.next[0]);
  expect(given(await box.call("delete_recurring", { id, scope: "following" }))).toEqual({
    deleted: id,
    scope: "following",
  });
  expect(given(await box.call("list_recurring", {})).items).toEqual([]);
});

test("what repeats is changed and deleted from a date on, or a whole", async () => {
  const service = await aTaskService();
  const box = service.box();
  const recurrence = { rrule: "FREQ=WEEKLY;BYDAY=MO" };
  const { id } = given(await box.call("create_recurring", { title: "Run", recurrence }));
  const from = "2026-01-19";
  await box.call("edit_recurring", { id, scope: "following", from, changes: { title: "Far" } });
  await box.call("delete_recurring", { id, scope: "following", from });

  expect(service.calls.slice(-2).map(({ method, path }) => `${method} ${path}`)).toEqual([
    `PATCH /recurring-tasks/${id}?scope=following&from=2026-01-19`,
    `DELETE /recurring-tasks/${id}?scope=following&from=2026-01-19`,
  ]);
  expect(await box.call("delete_recurring", { id, from })).toMatchObject({
    problem: { code: "invalid", field: "from" },
  });
});

test("a text is understood by the parser, at the clock's present", async () => {
  const result = await (await aTaskService()).box().call("parse_text", { text: "tea" });

  expect(given(result)).toMatchObject({
    parsed: { title: "tea at 2026-01-05T08:00:00.000Z in UTC", intent: "unknown" },
  });
});

describe("refused with the field's name, before the task service hears of it", () => {
  test.each<[string, unknown, string]>([
    ["create_task", { title: "" }, "title"],
    ["create_task", { title: "x".repeat(201) }, "title"],
    ["create_task", { title: "Tea", user_id: "eve" }, "user_id"],
    ["create_task", JSON.parse('{"title":"Tea","__proto__":{"user_id":"eve"}}'), "__proto__"],
    ["create_task", { title: "Tea", constructor: { prototype: {} } }, "constructor"],
    ["create_task", { title: "Tea", due_date: "2026-01-05T09:00:00" }, "due_date"],
    ["create_task", { title: "Tea", reminders: [{ offset: "P9999Y" }] }, "reminders[0].offset"],
    ["list_tasks", { user_id: "eve" }, "user_id"],
    ["list_tasks", { limit: 1e9 }, "limit"],
    ["list_tasks", { tags: ["a,b"] }, "tags[0]"],
    ["get_task", { id: "../changes?after=0" }, "id"],
    ["get_task", { id: "eve:1" }, "id"],
    ["get_task", {}, "id"],
    ["edit_task", { id: "t1", changes: {} }, "changes"],
    ["edit_task", { id: "t1", changes: { version: 7 } }, "changes.version"],
    ["bulk_tasks", { action: "delete", ids: [] }, "ids"],
    ["bulk_tasks", { action: "delete", ids: ["t1"], tags: [] }, "tags"],
    ["bulk_tasks", { action: "move", ids: ["t1"] }, "due_date"],
    ["snooze_reminder", { id: "r1", minutes: 5, until: "2026-01-06T08:00:00Z" }, "body"],
    [
      "create_recurring",
      { title: "Run", recurrence: { rrule: "x".repeat(501) } },
      "recurrence.rrule",
    ],
    ["delete_recurring", { id: "t1", scope: "all" }, "scope"],
    ["parse_text", { text: "x".repeat(501) }, "text"],
    ["agenda", { timezone: "../../etc" }, "timezone"],
  ])("%s %j", async (name, input, field) => {
    const service = await aTaskService();
    const result = await service.box().callNamed(name, input);

    expect(result).toMatchObject({ ok: false, problem: { code: "invalid", field } });
    expect(service.calls).toEqual([]);
  });

  test.each(["drop_tables", "constructor", "__proto__", "", "x".repeat(1_000)])(
    "a tool named %.20j",
    async (name) => {
      const service = await aTaskService();

      expect(await service.box().callNamed(name, {})).toMatchObject({
        problem: { code: "unknown_tool", detail: expect.stringContaining("create_task") },
      });
      expect(service.calls).toEqual([]);
    },
  );
});

test("what the task service refuses comes back with its field and code", async () => {
  const service = await aTaskService();
  const [task_id = ""] = await service.adds("Tea");
  const reminder = { at: "2025-01-01T00:00:00Z" };

  expect(await service.box().call("add_reminder", { task_id, reminder })).toMatchObject({
    problem: {
      code: "invalid",
      field: "reminders[0]",
      detail: expect.stringContaining("Reminder time must be in the future"),
    },
  });
});

test("nothing of another person's can be read, changed or deleted by its id", async () => {
  const service = await aTaskService();
  const [id = ""] = await service.adds("Tea");
  const eve = service.box("eve");
  const tried = [
    await eve.call("get_task", { id }),
    await eve.call("edit_task", { id, changes: { title: "x" } }),
    await eve.call("complete_task", { id }),
    await eve.call("reopen_task", { id }),
    await eve.call("delete_task", { id }),
    await eve.call("add_reminder", { task_id: id, reminder: { at: "2026-01-06T08:00:00Z" } }),
  ];

  expect(tried.map((each) => !each.ok && each.problem.code)).toEqual(Array(6).fill("not_found"));
  expect(given(await eve.call("bulk_tasks", { action: "delete", ids: [id] }))).toMatchObject({
    results: [{ status: "not_found", task: null }],
  });
  expect(given(await service.box().call("get_task", { id }))).toMatchObject({ version: 1 });
});

describe("a command that is repeated after a lost answer", () => {
  test("takes effect once, also with two changes in it and reads between", async () => {
    const service = await aTaskService();
    const command = async () => {
      const box = service.box(
        "ada",
        "a command's id that is longer than any key may be ".repeat(9),
      );
      await box.call("create_task", { title: "Tea" });
      await box.call("list_tasks", {});
      await box.call("create_task", { title: "Coffee" });
    };
    await command();
    await command();

    expect(await service.titles()).toEqual(["Coffee", "Tea"]);
  });

  test("does not stand for another command", async () => {
    const service = await aTaskService();
    await service.box("ada", "c1").call("create_task", { title: "Tea" });
    await service.box("ada", "c2").call("create_task", { title: "Tea" });

    expect(await service.titles()).toEqual(["Tea", "Tea"]);
  });
});

describe("when the task service", () => {
  const html = { status: 200, headers: { "content-type": "text/html" }, body: "<p>" };
  const json = { "content-type": "application/problem+json" };

  test("is away, the call may be tried again", async () => {
    const service = await aTaskService();
    service.isAway();

    await expect(service.box().call("list_tasks", {})).rejects.toThrow(RetryableError);
  });

  test.each([
    ["is not ready", { status: 503, headers: json, body: '{"code":"unavailable"}' }],
    ["has failed", { status: 500, headers: json, body: '{"code":"internal"}' }],
    ["refuses in no words of ours", { status: 403, headers: {}, body: "denied" }],
  ])("%s, the call may be tried again", async (_title, answer) => {
    const service = await aTaskService();
    service.answers(answer);

    await expect(service.box().call("list_tasks", {})).rejects.toThrow(RetryableError);
  });

  test.each([
    ["what is not JSON", html],
    ["another shape", { ...html, body: "{}" }],
  ])("answers %s, trying again would not help", async (_title, answer) => {
    const service = await aTaskService();
    service.answers(answer);

    await expect(service.box().call("list_tasks", {})).rejects.toThrow(TerminalError);
  });
});

test("each tool is listed under its own name", () => {
  for (const [name, tool] of Object.entries(tools)) expect(tool.name).toBe(name);
});
