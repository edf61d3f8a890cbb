import { describe, expect, test } from "vitest";
import { aPerson } from "./testing/a-person.ts";
import { undoStepsMax } from "./view.ts";

const due = "2026-01-06T09:00:00.000Z";

describe("undo takes back", () => {
  test("a new task, which goes", () => {
    const ada = aPerson();
    ada.adds({});

    expect(ada.does({ kind: "undo" }).map(({ type }) => type)).toEqual(["task.deleted"]);
    expect(ada.view.tasks.get("t1")).toBeUndefined();
  });

  test("a change, as a new version with the old content", () => {
    const ada = aPerson();
    ada.adds({ title: "Tea" });
    ada.does({ kind: "edit", id: "t1", patch: { title: "Coffee" } });

    ada.does({ kind: "undo" });

    expect(ada.task("t1")).toMatchObject({ title: "Tea", version: 3 });
  });

  test("a completion with the reminders that it cancelled", () => {
    const ada = aPerson();
    ada.adds({ due_date: due, reminders: [{ offset: "PT15M" }] });
    ada.does({ kind: "complete", id: "t1" });

    ada.does({ kind: "undo" });

    expect(ada.task("t1")).toMatchObject({
      status: "pending",
      completed_at: null,
      reminders: [{ status: "pending" }],
    });
  });

  test("a deletion, with a version higher than any before", () => {
    const ada = aPerson();
    ada.adds({ due_date: due, reminders: [{ offset: "PT15M" }] });
    const deleted = ada.does({ kind: "delete", id: "t1" }).at(-1);

    const [back] = ada.does({ kind: "undo" });

    expect(back?.type).toBe("task.created");
    expect(ada.task("t1").version).toBeGreaterThan(
      deleted && "task" in deleted ? deleted.task.version : Number.POSITIVE_INFINITY,
    );
  });

  test("many changes of one command at once", () => {
    const ada = aPerson();
    for (const title of ["a", "b", "c"]) ada.adds({ title });
    ada.does({ kind: "bulk", request: { action: "delete", ids: ["t1", "t2", "t3"] } });

    ada.does({ kind: "undo" });

    expect(["t1", "t2", "t3"].map((id) => ada.task(id).title)).toEqual(["a", "b", "c"]);
  });

  test("one command after another, the last one first", () => {
    const ada = aPerson();
    ada.adds({ title: "a" });
    ada.does({ kind: "edit", id: "t1", patch: { title: "b" } });
    ada.does({ kind: "edit", id: "t1", patch: { title: "c" } });

    const titles = [1, 2].map(() => {
      ada.does({ kind: "undo" });
      return ada.task("t1").title;
    });

    expect(titles).toEqual(["b", "a"]);
  });
});

test("a reminder whose moment passed meanwhile does not come back to life", () => {
  const ada = aPerson();
  ada.adds({ reminders: [{ at: "2026-01-05T08:05:00Z" }] });
  ada.does({ kind: "complete", id: "t1" });

  ada.does({ kind: "undo" }, "2026-01-05T08:06:00.000Z");

  expect(ada.task("t1")).toMatchObject({ status: "pending", reminders: [{ status: "canceled" }] });
});

describe("there is nothing to undo", () => {
  test("when nothing was done", () => {
    expect(() => aPerson().does({ kind: "undo" })).toThrow("nothing to undo");
  });

  test("after ten minutes", () => {
    const late = aPerson();
    late.adds({});
    expect(() => late.does({ kind: "undo" }, "2026-01-05T08:10:00.001Z")).toThrow("10 minutes");
    expect(late.does({ kind: "undo" }, "2026-01-05T08:10:00.000Z")).toHaveLength(1);
  });

  test(`after ${undoStepsMax} steps back`, () => {
    const ada = aPerson();
    for (let i = 0; i <= undoStepsMax; i++) ada.adds({});
    for (let i = 0; i < undoStepsMax; i++) ada.does({ kind: "undo" });

    expect(() => ada.does({ kind: "undo" })).toThrow("nothing to undo");
    expect(ada.task("t1").title).toBe("Tea");
  });
});
