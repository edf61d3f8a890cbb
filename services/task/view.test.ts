import { describe, expect, test } from "vitest";
import { aPerson, morning } from "./testing/a-person.ts";
import { draftOf, evolve, occurrenceId } from "./view.ts";

const aboutCommand = { at: morning, fingerprint: "f", intent: "occurrence" as const };

describe("a view remembers", () => {
  test("what each command changed, to answer it again", () => {
    const ada = aPerson();
    ada.adds({});
    ada.adds({});
    ada.does({ kind: "bulk", request: { action: "complete", ids: ["t1", "t2"] } });

    expect(ada.view.commands.get("c3")).toEqual({ fingerprint: "f", tasks: ["t1", "t2"] });
  });

  test("of an undo what it took back, and then takes nothing back twice", () => {
    const ada = aPerson();
    ada.adds({});
    ada.does({ kind: "complete", id: "t1" });
    ada.does({ kind: "undo" });

    expect(ada.view.commands.get("c3")).toMatchObject({ undone: "complete" });
    expect(ada.view.undo.map(({ intent }) => intent)).toEqual(["create"]);
  });

  test("no step to undo for what the passing of time did", () => {
    const ada = aPerson();
    const task = ada.adds({});

    evolve(ada.view, { type: "task.created", task, seq: 2, command: "made:1", ...aboutCommand });

    expect(ada.view.undo).toHaveLength(1);
  });

  test.each([
    ["2026-01-05", 1, "x-2026-01-05"],
    ["2026-01-05T09:00:00", 1, "x-2026-01-05T090000"],
    ["2026-01-05T09:00:00", 3, "x-2026-01-05T090000-3"],
  ])("that the date %s of generation %i was made, by the task's id", (local, generation, id) => {
    const ada = aPerson();
    const task = { ...ada.adds({}), id, recurring_task_id: "x" };
    evolve(ada.view, { type: "task.created", task, seq: 2, command: "made:1", ...aboutCommand });

    expect(occurrenceId("x", local, generation)).toBe(id);
    expect(ada.view.made.get("x")?.locals).toEqual([local]);
  });
});

test("what is decided on a draft does not show in the view, and the other way round it does", () => {
  const ada = aPerson();
  const task = ada.adds({ title: "Tea" });
  const draft = draftOf(ada.view);

  evolve(draft, { type: "task.deleted", task, seq: 2, command: "x", ...aboutCommand });

  expect(draft.tasks.get("t1")).toBeUndefined();
  expect(draft.commands.get("x")).toBeDefined();
  expect(ada.task("t1").title).toBe("Tea");
  expect(ada.view.commands.get("x")).toBeUndefined();
  expect(ada.view.seq).toBe(1);
});
