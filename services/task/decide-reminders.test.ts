import { describe, expect, it } from "vitest";
import type { Task } from "../shared/contracts/entities/task.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import { emptyView, happened } from "./testing/a-log.ts";
import type { View } from "./view.ts";

const now = "2026-01-05T08:00:00.000Z";
const around = (at = now) => {
  let n = 0;
  return { userId: "ann", now: at, newId: () => `id${++n}` };
};
const input = {
  title: "Meeting with Sarah",
  description: "",
  priority: "medium" as const,
  tags: [],
  due_date: "2026-01-05T15:00:00.000Z",
  reminders: [{ offset: "PT15M" }],
};
const meeting: Command = { kind: "create", input };
const { due_date: _due, ...undated } = input;

/** The view after the commands, and the facts of the last one. */
function given(...commands: readonly (Command | { at: string; command: Command })[]) {
  const view = emptyView();
  let facts: readonly { type: string }[] = [];
  for (const [n, item] of commands.entries()) {
    const { at, command } = "command" in item ? item : { at: now, command: item };
    facts = happened(view, decide(command, view, around(at)), `c${n}`, at);
  }
  return { view, facts, task: onlyTask(view) };
}

const onlyTask = (view: View): Task | undefined => view.tasks.get("id1");
const remindersOf = (view: View) =>
  onlyTask(view)?.reminders.map(({ at, status }) => `${status} ${at}`);

describe("a reminder", () => {
  it("stands so long before the due date", () => {
    expect(remindersOf(given(meeting).view)).toEqual(["pending 2026-01-05T14:45:00.000Z"]);
  });

  it("of a whole day counts from nine in the morning of the person's zone", () => {
    const day = { due_date: "2026-01-07", timezone: "Europe/Berlin" };
    const { view } = given({ kind: "create", input: { ...input, ...day } });
    expect(remindersOf(view)).toEqual(["pending 2026-01-07T07:45:00.000Z"]);
  });

  it("may be a moment of its own, without a due date", () => {
    const reminders = [{ at: "2026-01-05T10:00:00+01:00" }];
    const { view } = given({ kind: "create", input: { ...undated, reminders } });
    expect(remindersOf(view)).toEqual(["pending 2026-01-05T09:00:00.000Z"]);
  });

  it("in the past is refused in the words of the specification", () => {
    const reminders = [{ at: "2026-01-05T07:59:00Z" }];
    expect(() => given({ kind: "create", input: { ...input, reminders } })).toThrow(
      "reminders[0]: Reminder time must be in the future",
    );
  });

  it("before a due date that is not there is refused", () => {
    expect(() => given({ kind: "create", input: undated })).toThrow(
      "reminders[0].offset: needs a due_date to count from",
    );
  });

  it("is refused as the fourth of its task", () => {
    const remind = (minutes: number): Command => ({
      kind: "remind",
      id: "id1",
      reminders: [{ offset: `PT${minutes}M` }],
    });
    expect(() => given(meeting, remind(30), remind(60), remind(90))).toThrow(
      "reminders: at most 3 reminders a task",
    );
  });

  it("moves with the due date", () => {
    const patch = { due_date: "2026-01-05T16:00:00.000Z" };
    const { view, facts } = given(meeting, { kind: "edit", id: "id1", patch });
    expect(remindersOf(view)).toEqual(["pending 2026-01-05T15:45:00.000Z"]);
    expect(facts.map(({ type }) => type)).toEqual(["task.updated"]);
  });

  it("is cancelled when the due date goes", () => {
    const { view, facts } = given(meeting, { kind: "edit", id: "id1", patch: { due_date: null } });
    expect(remindersOf(view)).toEqual(["canceled 2026-01-05T14:45:00.000Z"]);
    expect(facts.map(({ type }) => type)).toEqual(["reminder.canceled", "task.updated"]);
  });
});

describe("completing and deleting", () => {
  it("cancels what is pending, a version for each event", () => {
    const { facts, task } = given(meeting, { kind: "complete", id: "id1" });
    expect(facts.map(({ type }) => type)).toEqual(["reminder.canceled", "task.completed"]);
    expect(task).toMatchObject({ version: 3, status: "completed" });
    expect(task?.reminders[0]?.status).toBe("canceled");
  });

  it("cancels before the task is gone", () => {
    const { facts, task } = given(meeting, { kind: "delete", id: "id1" });
    expect(facts.map(({ type }) => type)).toEqual(["reminder.canceled", "task.deleted"]);
    expect(task).toBeUndefined();
  });

  it("is taken back together with its reminders", () => {
    const { view, task } = given(meeting, { kind: "complete", id: "id1" }, { kind: "undo" });
    expect(remindersOf(view)).toEqual(["pending 2026-01-05T14:45:00.000Z"]);
    expect(task).toMatchObject({ status: "pending", version: 4 });
  });

  it("does not bring back a reminder whose moment passed meanwhile", () => {
    const { view } = given(
      { at: "2026-01-05T14:40:00.000Z", command: meeting },
      { at: "2026-01-05T14:44:00.000Z", command: { kind: "complete", id: "id1" } },
      { at: "2026-01-05T14:46:00.000Z", command: { kind: "undo" } },
    );
    expect(remindersOf(view)).toEqual(["canceled 2026-01-05T14:45:00.000Z"]);
  });

  it("sets them again when the task is opened again in time", () => {
    const open: Command = { kind: "edit", id: "id1", patch: { status: "pending" } };
    const { view } = given(meeting, { kind: "complete", id: "id1" }, open);
    expect(remindersOf(view)).toEqual(["pending 2026-01-05T14:45:00.000Z"]);
  });
});

describe("a reminder that is due", () => {
  const at = "2026-01-05T14:45:00.000Z";
  const proposal = { user_id: "ann", task_id: "id1", reminder_id: "id2", at };
  const due = (when: string): { at: string; command: Command } => ({
    at: when,
    command: { kind: "reminder-due", proposal },
  });

  it("fires once, however often it is proposed", () => {
    const first = given(meeting, due(at));
    expect(first.facts.map(({ type }) => type)).toEqual(["reminder.triggered"]);
    expect(remindersOf(first.view)).toEqual([`triggered ${at}`]);
    expect(given(meeting, due(at), due(at)).facts).toEqual([]);
  });

  it("does not fire early", () => {
    expect(given(meeting, due("2026-01-05T14:44:59.999Z")).facts).toEqual([]);
  });

  it("does not fire when the task is done, or the reminder was moved", () => {
    expect(given(meeting, { kind: "complete", id: "id1" }, due(at)).facts).toEqual([]);
    const patch = { due_date: "2026-01-05T16:00:00.000Z" };
    expect(given(meeting, { kind: "edit", id: "id1", patch }, due(at)).facts).toEqual([]);
  });

  it("is nothing that undo takes back", () => {
    const made = { at: "2026-01-05T14:40:00.000Z", command: meeting };
    const { view } = given(made, due(at), { at, command: { kind: "undo" } });
    expect(onlyTask(view)).toBeUndefined();
  });

  it("comes again after a snooze, and not after it was dismissed", () => {
    const until = "2026-01-05T15:00:00.000Z";
    const snooze: Command = { kind: "snooze", id: "id1", reminder: "id2", until };
    const { view } = given(meeting, due(at), { at, command: snooze });
    expect(remindersOf(view)).toEqual([`pending ${until}`]);
    const dismiss: Command = { kind: "dismiss", id: "id1", reminder: "id2" };
    expect(remindersOf(given(meeting, dismiss).view)).toEqual([`canceled ${at}`]);
    expect(given(meeting, dismiss).facts.map(({ type }) => type)).toEqual([
      "reminder.canceled",
      "task.updated",
    ]);
  });
});
