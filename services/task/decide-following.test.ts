import { describe, expect, it } from "vitest";
import { parseRecurrence } from "../shared/recurrence/recurrence.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import { emptyView, happened } from "./testing/a-log.ts";

const now = "2026-01-05T06:00:00.000Z";
const rule = (rrule: string) =>
  parseRecurrence(
    { rrule, dtstart: "2026-01-05T09:00:00", timezone: "Europe/Berlin" },
    Date.parse(now),
    "UTC",
  );
const exercise: Command = {
  kind: "repeat",
  input: {
    title: "Exercise",
    description: "",
    priority: "medium",
    tags: [],
    recurrence: rule("FREQ=WEEKLY;BYDAY=MO"),
    reminder_offsets: [],
    missed: "latest",
  },
};
const mondays = ["05", "12", "19", "26"].map((day) => `2026-01-${day}T09:00:00`);
const proposed = (recurring_task_id: string, local: string): Command => ({
  kind: "occurrence",
  proposal: { user_id: "ann", recurring_task_id, local },
});
const made = mondays.map((local) => proposed("id1", local));
const from = "2026-01-19T09:00:00";
const later: Command = { kind: "edit-template", id: "id1", patch: { title: "Run" }, from };
const end: Command = { kind: "stop-template", id: "id1", scope: "following", from };

/** What is there after the commands, and what the last one did. */
function given(...commands: readonly Command[]) {
  const view = emptyView();
  let facts: readonly { type: string }[] = [];
  let ids = 0;
  const around = { userId: "ann", now, newId: () => `id${++ids}` };
  for (const [n, command] of commands.entries()) {
    facts = happened(view, decide(command, view, around), `c${n}`, now);
  }
  const tasks = [...view.tasks.values()].map(({ title, due_date }) => `${title} ${due_date}`);
  return {
    view,
    types: facts.map(({ type }) => type),
    tasks: tasks.sort((a, b) => (a < b ? -1 : 1)),
  };
}

const untouched = ["Exercise 2026-01-05T08:00:00.000Z", "Exercise 2026-01-12T08:00:00.000Z"];

describe("this and following", () => {
  it("of a change become a template of their own, and the old one ends before", () => {
    const { view, types, tasks } = given(exercise, ...made, later);
    expect(types).toEqual([
      "task.deleted",
      "task.deleted",
      "recurring-task.created",
      "recurring-task.updated",
    ]);
    expect(tasks).toEqual(untouched);
    expect(view.templates.get("id1")).toMatchObject({
      title: "Exercise",
      status: "active",
      recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260119T085959" },
    });
    expect(view.templates.get("id2")).toMatchObject({
      title: "Run",
      version: 1,
      recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO", dtstart: from },
    });
  });

  it("are made once by the new template, and not at all by the old one", () => {
    const again = mondays.flatMap((local) => [proposed("id1", local), proposed("id2", local)]);
    expect(given(exercise, ...made, later, ...again, ...again).tasks).toEqual([
      ...untouched,
      "Run 2026-01-19T08:00:00.000Z",
      "Run 2026-01-26T08:00:00.000Z",
    ]);
  });

  it("of an end go, and what is done stays", () => {
    const done: Command = { kind: "complete", id: "id1-2026-01-26T090000" };
    expect(given(exercise, ...made, done, end).tasks).toEqual([
      ...untouched,
      "Exercise 2026-01-26T08:00:00.000Z",
    ]);
  });

  it("from the first date on are all there is: the template stops", () => {
    const [first = ""] = mondays;
    const all: Command = { kind: "stop-template", id: "id1", scope: "following", from: first };
    const { view, tasks } = given(exercise, ...made, all);
    expect(view.templates.get("id1")?.status).toBe("stopped");
    expect(tasks).toEqual([]);
  });

  it.each([
    ["a change", later],
    ["an end", end],
  ])("come back when %s is undone, and none is made twice", (_title, command) => {
    const { view, tasks } = given(exercise, ...made, command, { kind: "undo" }, ...made);
    expect(tasks).toEqual(mondays.map((local) => `Exercise ${local.slice(0, 10)}T08:00:00.000Z`));
    expect(view.templates.get("id1")?.recurrence).toEqual(rule("FREQ=WEEKLY;BYDAY=MO"));
    expect([...view.tasks.values()].every(({ version }) => version >= 1)).toBe(true);
    expect(view.templates.get("id2")?.status ?? "stopped").toBe("stopped");
  });

  it("from a date that the rule does not have are refused with the next one", () => {
    const wrong: Command = { ...end, from: "2026-01-20" };
    expect(() => given(exercise, wrong)).toThrow(
      'from: "2026-01-20" is no date of the rule; the next one is "2026-01-26T09:00:00"',
    );
  });
});

describe("a change of the rule", () => {
  const edit = (rrule: string): Command => ({
    kind: "edit-template",
    id: "id1",
    patch: { recurrence: rule(rrule) },
  });

  it("that is none leaves the tasks there", () => {
    expect(given(exercise, ...made, edit("FREQ=WEEKLY;BYDAY=MO")).tasks).toHaveLength(4);
  });

  it("to an earlier end takes only the tasks behind it", () => {
    const { tasks } = given(exercise, ...made, edit("FREQ=WEEKLY;BYDAY=MO;COUNT=2"), ...made);
    expect(tasks).toEqual(untouched);
  });

  it("to a later end makes its dates anew, once", () => {
    const { tasks } = given(
      exercise,
      ...made,
      edit("FREQ=WEEKLY;BYDAY=MO;COUNT=2"),
      edit("FREQ=WEEKLY;BYDAY=MO;COUNT=4"),
      ...made,
    );
    expect(tasks).toEqual(mondays.map((l) => `Exercise ${l.slice(0, 10)}T08:00:00.000Z`));
  });

  it("makes what is done today not a second time", () => {
    const done: Command = { kind: "complete", id: "id1-2026-01-05T090000" };
    const { view } = given(exercise, ...made, done, edit("FREQ=DAILY"), ...made);
    const today = [...view.tasks.values()].filter(({ due_date }) => due_date?.includes("01-05"));
    expect(today).toMatchObject([{ status: "completed" }]);
  });

  it("that is undone takes the tasks of the other rule along", () => {
    const tuesday = proposed("id1", "2026-01-13T09:00:00");
    const { tasks } = given(
      exercise,
      ...made,
      edit("FREQ=WEEKLY;BYDAY=TU"),
      tuesday,
      { kind: "undo" },
      ...made,
    );
    expect(tasks).toEqual(mondays.map((l) => `Exercise ${l.slice(0, 10)}T08:00:00.000Z`));
  });
});
