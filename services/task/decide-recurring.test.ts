import { describe, expect, it } from "vitest";
import { parseRecurrence } from "../shared/recurrence/recurrence.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import { emptyView, happened, type OpenView } from "./testing/a-log.ts";

const now = "2026-01-05T06:00:00.000Z";
const rule = (rrule: string, dtstart = "2026-01-05T09:00:00") =>
  parseRecurrence({ rrule, dtstart, timezone: "Europe/Berlin" }, Date.parse(now), "UTC");

const exercise: Command = {
  kind: "repeat",
  input: {
    title: "Exercise",
    description: "",
    priority: "medium",
    tags: ["health"],
    recurrence: rule("FREQ=WEEKLY;BYDAY=MO"),
    reminder_offsets: ["PT15M"],
    missed: "latest",
  },
};
const date = (local: string): Command => ({
  kind: "occurrence",
  proposal: { user_id: "ann", recurring_task_id: "id1", local },
});
const first = "2026-01-05T09:00:00";
const mondays = [first, "2026-01-12T09:00:00", "2026-01-19T09:00:00"];

/** What is there after the commands, and what the last one did. */
function given(...commands: readonly Command[]) {
  const view = emptyView();
  let facts: readonly { type: string }[] = [];
  let ids = 0;
  const around = { userId: "ann", now, newId: () => `id${++ids}` };
  for (const [n, command] of commands.entries()) {
    facts = happened(view, decide(command, view, around), `c${n}`, now);
  }
  return { view, types: facts.map(({ type }) => type), tasks: tasksIn(view) };
}

const tasksIn = (view: OpenView) =>
  [...view.tasks.values()].map(({ id, due_date, status }) => `${id} ${due_date} ${status}`);

describe("an occurrence", () => {
  it("becomes a task of its own, with the template's words and reminders", () => {
    const { view, types } = given(exercise, date(first));
    expect(types).toEqual(["task.created"]);
    expect(view.tasks.get("id1-2026-01-05T090000")).toMatchObject({
      title: "Exercise",
      tags: ["health"],
      due_date: "2026-01-05T08:00:00.000Z",
      timezone: "Europe/Berlin",
      recurring_task_id: "id1",
      reminders: [{ offset: "PT15M", at: "2026-01-05T07:45:00.000Z", status: "pending" }],
    });
  });

  it("is made once, also after it was deleted", () => {
    expect(given(exercise, date(first), date(first)).types).toEqual([]);
    const gone: Command = { kind: "delete", id: "id1-2026-01-05T090000" };
    expect(given(exercise, date(first), gone, date(first)).types).toEqual([]);
  });

  it("is not made for a date that the rule does not have", () => {
    expect(given(exercise, date("2026-01-06T09:00:00")).types).toEqual([]);
  });

  it("is not made for a template that is paused, stopped or unknown", () => {
    const pause: Command = { kind: "set-template", id: "id1", status: "paused" };
    const stop: Command = { kind: "stop-template", id: "id1", scope: "template" };
    expect(given(exercise, pause, date(first)).types).toEqual([]);
    expect(given(exercise, stop, date(first)).types).toEqual([]);
    expect(given(date(first)).types).toEqual([]);
  });

  it("leaves the others alone when it is completed", () => {
    const done: Command = { kind: "complete", id: "id1-2026-01-05T090000" };
    const { tasks } = given(exercise, ...mondays.map(date), done);
    expect(tasks.map((line) => line.split(" ").at(-1))).toEqual([
      "completed",
      "pending",
      "pending",
    ]);
  });
});

describe("a template that counts from completion", () => {
  const every: Command = {
    ...exercise,
    input: { ...exercise.input, recurrence: { ...rule("FREQ=DAILY"), from_completion: true } },
    first: "of-all",
  };
  const done: Command = { kind: "complete", id: "id1-2026-01-05T090000" };

  it("has never two open tasks", () => {
    expect(given(every, date("2026-01-06T09:00:00")).tasks).toHaveLength(1);
    expect(given(every, done, date("2026-01-06T09:00:00")).tasks).toHaveLength(2);
  });

  it("goes on when its first date is asked for after that was done, once", () => {
    const { tasks } = given(every, done, date(first), date(first), date("2026-01-06T09:00:00"));
    expect(tasks).toEqual([
      "id1-2026-01-05T090000 2026-01-05T08:00:00.000Z completed",
      "id1-2026-01-06T090000 2026-01-06T08:00:00.000Z pending",
    ]);
  });

  it("goes on after its first date when that was done days before", () => {
    const recurrence = { ...rule("FREQ=DAILY", "2026-01-08T09:00:00"), from_completion: true };
    const later: Command = { ...every, input: { ...exercise.input, recurrence } };
    const early: Command = { kind: "complete", id: "id1-2026-01-08T090000" };
    expect(given(later, early, date("2026-01-08T09:00:00")).tasks).toEqual([
      "id1-2026-01-08T090000 2026-01-08T08:00:00.000Z completed",
      "id1-2026-01-09T090000 2026-01-09T08:00:00.000Z pending",
    ]);
  });

  it("goes on when its first date is asked for after that was deleted", () => {
    const gone: Command = { kind: "delete", id: "id1-2026-01-05T090000" };
    expect(given(every, gone, date(first), date(first)).tasks).toEqual([
      "id1-2026-01-06T090000 2026-01-06T08:00:00.000Z pending",
    ]);
  });

  it("goes on after a date that was skipped before it was made", () => {
    const { first: _, ...unmade } = every;
    const skip: Command = { kind: "skip-next", id: "id1" };
    expect(given(unmade, skip, date(first), date(first)).tasks).toEqual([
      "id1-2026-01-06T090000 2026-01-06T08:00:00.000Z pending",
    ]);
  });

  it("goes on with the rule's own dates until the first one was made, and never back", () => {
    const ahead = {
      ...exercise,
      input: {
        ...exercise.input,
        recurrence: {
          ...rule("FREQ=DAILY;INTERVAL=2", "2026-01-08T09:00:00"),
          from_completion: true,
        },
      },
    };
    const skip: Command = { kind: "skip-next", id: "id1" };
    const proposed = date("2026-01-08T09:00:00");
    expect(given(ahead, skip, proposed).tasks).toEqual([
      "id1-2026-01-10T090000 2026-01-10T08:00:00.000Z pending",
    ]);
    // The scheduler knows of the eighth alone, and counts from today, the fifth.
    const gone: Command = { kind: "delete", id: "id1-2026-01-10T090000" };
    expect(given(ahead, skip, proposed, gone, date("2026-01-09T09:00:00")).tasks).toEqual([
      "id1-2026-01-11T090000 2026-01-11T08:00:00.000Z pending",
    ]);
  });

  it("goes on when a later date is asked for again after that was done", () => {
    const second = date("2026-01-06T09:00:00");
    const doneToo: Command = { kind: "complete", id: "id1-2026-01-06T090000" };
    expect(given(every, done, second, doneToo, second).tasks.at(-1)).toBe(
      "id1-2026-01-07T090000 2026-01-07T08:00:00.000Z pending",
    );
  });
});

describe("a template", () => {
  it("that changes its words changes the open tasks to come", () => {
    const { view, types } = given(exercise, ...mondays.map(date), {
      kind: "edit-template",
      id: "id1",
      patch: { title: "Run", reminder_offsets: ["PT1H"] },
    });
    expect(types.filter((type) => type === "task.updated")).toHaveLength(3);
    const task = view.tasks.get("id1-2026-01-12T090000");
    expect(task?.title).toBe("Run");
    expect(task?.reminders).toMatchObject([{ at: "2026-01-12T07:00:00.000Z" }]);
  });

  it("under a new rule makes its future dates anew, under new ids", () => {
    const patch = { recurrence: rule("FREQ=WEEKLY;BYDAY=TU") };
    const back = { recurrence: rule("FREQ=WEEKLY;BYDAY=MO") };
    const change: Command = { kind: "edit-template", id: "id1", patch };
    expect(given(exercise, ...mondays.map(date), change).tasks).toEqual([]);
    const again: Command = { kind: "edit-template", id: "id1", patch: back };
    const { tasks } = given(exercise, ...mondays.map(date), change, again, ...mondays.map(date));
    expect(tasks).toEqual([
      "id1-2026-01-05T090000-3 2026-01-05T08:00:00.000Z pending",
      "id1-2026-01-12T090000-3 2026-01-12T08:00:00.000Z pending",
      "id1-2026-01-19T090000-3 2026-01-19T08:00:00.000Z pending",
    ]);
  });

  it("that is stopped leaves its tasks, or takes those to come along", () => {
    const stop = (scope: "template" | "following"): Command => ({
      kind: "stop-template",
      id: "id1",
      scope,
    });
    expect(given(exercise, ...mondays.map(date), stop("template")).tasks).toHaveLength(3);
    expect(given(exercise, ...mondays.map(date), stop("following")).tasks).toHaveLength(0);
  });

  it("leaves out its next date when that is skipped", () => {
    const { view, tasks } = given(exercise, ...mondays.map(date), { kind: "skip-next", id: "id1" });
    expect(view.templates.get("id1")?.exceptions).toEqual([first]);
    expect(tasks).toHaveLength(2);
  });

  it("comes back with its tasks when deleting it is undone", () => {
    const { view, tasks } = given(
      exercise,
      ...mondays.map(date),
      { kind: "stop-template", id: "id1", scope: "following" },
      { kind: "undo" },
    );
    expect(view.templates.get("id1")).toMatchObject({ status: "active", version: 3 });
    expect(tasks).toHaveLength(3);
  });

  it("goes with its tasks when making it is undone", () => {
    const { view, tasks } = given(exercise, ...mondays.map(date), { kind: "undo" });
    expect(view.templates.get("id1")?.status).toBe("stopped");
    expect(tasks).toEqual([]);
  });
});
