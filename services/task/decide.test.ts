import { describe, expect, test } from "vitest";
import { bulkResults, decide, etagOf } from "./decide.ts";
import { aPerson, morning } from "./testing/a-person.ts";

const noon = "2026-01-05T12:00:00.000Z";
const due = "2026-01-06T09:00:00.000Z";

describe("a new task", () => {
  test("begins pending, as version 1, of the person who made it", () => {
    const ada = aPerson();

    expect(ada.adds({ title: " Buy tea ", tags: ["home"] })).toMatchObject({
      id: "t1",
      user_id: "ada",
      title: "Buy tea",
      status: "pending",
      priority: "medium",
      tags: ["home"],
      version: 1,
      created_at: morning,
      completed_at: null,
    });
  });

  test("places its reminders before the due date", () => {
    const task = aPerson().adds({ due_date: due, reminders: [{ offset: "PT15M" }] });

    expect(task.reminders).toMatchObject([{ at: "2026-01-06T08:45:00.000Z", status: "pending" }]);
  });

  test("of a whole day reminds before nine in the person's zone", () => {
    const whole = { due_date: "2026-01-06", timezone: "Europe/Berlin" };

    expect(aPerson().adds({ ...whole, reminders: [{ offset: "PT1H" }] }).reminders).toMatchObject([
      { at: "2026-01-06T07:00:00.000Z" },
    ]);
  });

  test.each([
    [{ reminders: [{ offset: "PT15M" }] }, "reminders[0].offset"],
    [{ reminders: [{ at: "2026-01-05T08:00:00Z" }] }, "reminders[0]"],
    [{ due_date: due, reminders: [{ offset: "PT1H" }, { offset: "P9D" }] }, "reminders[1]"],
  ])("%j is refused by the name of its reminder", (input, field) => {
    expect(() => aPerson().adds(input)).toThrow(field);
  });
});

describe("a change", () => {
  test("makes the next version and keeps what was not named", () => {
    const ada = aPerson();
    ada.adds({ title: "Tea", tags: ["home"] });

    const entries = ada.does({ kind: "edit", id: "t1", patch: { title: "Coffee" } }, noon);

    expect(entries.map(({ type }) => type)).toEqual(["task.updated"]);
    expect(ada.task("t1")).toMatchObject({
      title: "Coffee",
      tags: ["home"],
      version: 2,
      updated_at: noon,
    });
  });

  test("that changes nothing writes nothing", () => {
    const ada = aPerson();
    ada.adds({ title: "Tea" });

    expect(ada.does({ kind: "edit", id: "t1", patch: { title: "Tea" } }, noon)).toEqual([]);
    expect(ada.task("t1").version).toBe(1);
  });

  test("of a version that is not the present one is refused with the present one", () => {
    const ada = aPerson();
    ada.adds({});
    const edit = { kind: "edit", id: "t1", patch: { title: "Coffee" } } as const;

    expect(() => ada.does({ ...edit, ifMatch: '"t1.2"' })).toThrow("If-Match");
    expect(() => ada.does({ ...edit, ifMatch: '"t2.1"' })).toThrow("If-Match");
    expect(ada.does({ ...edit, ifMatch: etagOf(ada.task("t1")) })).toHaveLength(1);
    expect(ada.does({ kind: "delete", id: "t1", ifMatch: "*" })).toHaveLength(1);
  });

  test("of a task that is not there is refused", () => {
    const ada = aPerson();

    expect(() => ada.does({ kind: "edit", id: "t9", patch: { title: "x" } })).toThrow("no such");
    expect(() => ada.does({ kind: "complete", id: "t9" })).toThrow("no such");
  });

  test("of the due date moves the reminders that count from it", () => {
    const ada = aPerson();
    ada.adds({ due_date: due, reminders: [{ offset: "PT15M" }, { at: "2026-01-06T06:00:00Z" }] });

    ada.does({ kind: "edit", id: "t1", patch: { due_date: "2026-01-07T09:00:00.000Z" } });

    expect(ada.task("t1").reminders.map(({ at }) => at)).toEqual([
      "2026-01-07T08:45:00.000Z",
      "2026-01-06T06:00:00.000Z",
    ]);
  });

  test("that takes the due date away cancels what counted from it", () => {
    const ada = aPerson();
    ada.adds({ due_date: due, reminders: [{ offset: "PT15M" }] });

    const entries = ada.does({ kind: "edit", id: "t1", patch: { due_date: null } });

    expect(entries.map(({ type }) => type)).toEqual(["reminder.canceled", "task.updated"]);
    expect(ada.task("t1").reminders).toMatchObject([{ status: "canceled" }]);
  });
});

describe("completing", () => {
  test("cancels pending reminders first, each change one version later", () => {
    const ada = aPerson();
    ada.adds({ due_date: due, reminders: [{ offset: "PT15M" }, { offset: "PT1H" }] });

    const entries = ada.does({ kind: "complete", id: "t1" }, noon);

    expect(entries.map(({ type }) => type)).toEqual([
      "reminder.canceled",
      "reminder.canceled",
      "task.completed",
    ]);
    expect(entries.map((entry) => "task" in entry && entry.task.version)).toEqual([2, 3, 4]);
    expect(ada.task("t1")).toMatchObject({ status: "completed", completed_at: noon });
  });

  test("twice is once", () => {
    const ada = aPerson();
    ada.adds({});
    ada.does({ kind: "complete", id: "t1" }, noon);

    expect(ada.does({ kind: "complete", id: "t1" })).toEqual([]);
    expect(ada.task("t1").completed_at).toBe(noon);
  });

  test("is taken back by reopening, which sets reminders that are still ahead", () => {
    const ada = aPerson();
    ada.adds({ due_date: due, reminders: [{ offset: "PT15M" }, { offset: "PT24H" }] });
    ada.does({ kind: "complete", id: "t1" });

    ada.does({ kind: "edit", id: "t1", patch: { status: "pending" } }, noon);

    expect(ada.task("t1")).toMatchObject({ status: "pending", completed_at: null });
    expect(ada.task("t1").reminders.map(({ status }) => status)).toEqual(["pending", "canceled"]);
  });
});

test("deleting cancels the reminders and then removes the task", () => {
  const ada = aPerson();
  ada.adds({ due_date: due, reminders: [{ offset: "PT15M" }] });

  const entries = ada.does({ kind: "delete", id: "t1" });

  expect(entries.map(({ type }) => type)).toEqual(["reminder.canceled", "task.deleted"]);
  expect(ada.view.tasks.get("t1")).toBeUndefined();
});

describe("many at once", () => {
  test("tell of each what became of it", () => {
    const ada = aPerson();
    ada.adds({});
    ada.adds({});
    ada.does({ kind: "complete", id: "t2" });
    const request = { action: "complete" as const, ids: ["t1", "t2", "t9"] };

    ada.does({ kind: "bulk", request });
    const record = ada.view.commands.get("c4");

    expect(bulkResults(request, ada.view, record)).toMatchObject([
      { id: "t1", status: "done", task: { status: "completed" } },
      { id: "t2", status: "unchanged", task: { status: "completed" } },
      { id: "t9", status: "not_found", task: null },
    ]);
  });

  test("are moved, tagged and deleted", () => {
    const ada = aPerson();
    ada.adds({});
    ada.adds({});
    const ids = ["t1", "t2"];

    ada.does({ kind: "bulk", request: { action: "tag", ids, tags: ["work"] } });
    ada.does({ kind: "bulk", request: { action: "move", ids, due_date: "2026-02-01" } });
    expect(ids.map((id) => [ada.task(id).tags, ada.task(id).due_date])).toEqual([
      [["work"], "2026-02-01"],
      [["work"], "2026-02-01"],
    ]);

    ada.does({ kind: "bulk", request: { action: "delete", ids } });
    expect(ids.map((id) => ada.view.tasks.get(id))).toEqual([undefined, undefined]);
  });
});

test("deciding does not touch the view", () => {
  const ada = aPerson();
  const before = ada.adds({ title: "Tea" });

  decide({ kind: "edit", id: "t1", patch: { title: "Coffee" } }, ada.view, {
    userId: "ada",
    now: noon,
    newId: () => "x",
  });

  expect(ada.task("t1")).toBe(before);
  expect(ada.view.seq).toBe(1);
});
