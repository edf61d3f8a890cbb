import { describe, expect, it, test } from "vitest";
import type { Snooze } from "../shared/contracts/api/reminders.ts";
import type { BulkRequest } from "../shared/contracts/api/tasks.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import type { Command } from "./command.ts";
import { decide } from "./decide.ts";
import { nagsMax } from "./decide-reminders.ts";
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
    const snooze: Command = { kind: "snooze", id: "id1", reminder: "id2", snooze: { until } };
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

describe("a reminder that nags", () => {
  const at = "2026-01-05T14:45:00.000Z";
  const nagging: Command = {
    kind: "create",
    input: { ...input, reminders: [{ offset: "PT15M", nag_minutes: 10 }] },
  };
  /** Its moment as it stands is proposed to have come. */
  const due = (moment: string, when = moment): { at: string; command: Command } => ({
    at: when,
    command: {
      kind: "reminder-due",
      proposal: { user_id: "ann", task_id: "id1", reminder_id: "id2", at: moment },
    },
  });

  it("fires, and stands again some minutes later, in one commit", () => {
    const { facts, view, task } = given(nagging, due(at));
    expect(facts).toMatchObject([
      { type: "reminder.triggered", reminder: { id: "id2", at, status: "triggered" } },
      { type: "task.updated", task: { version: 3 } },
    ]);
    expect(remindersOf(view)).toEqual(["pending 2026-01-05T14:55:00.000Z"]);
    expect(task?.version).toBe(3);
  });

  it("does not fire twice for one moment", () => {
    expect(given(nagging, due(at), due(at, "2026-01-05T14:55:00.000Z")).facts).toEqual([]);
  });

  it("comes once after an outage, and not as often as it was missed", () => {
    const { view } = given(nagging, due(at, "2026-01-05T15:20:00.000Z"));
    expect(remindersOf(view)).toEqual(["pending 2026-01-05T15:25:00.000Z"]);
  });

  it("gives up after 20 times", () => {
    const view = emptyView();
    happened(view, decide(nagging, view, around()), "c0", now);
    let fired = 0;
    for (let n = 1; n < 100; n++) {
      const moment = onlyTask(view)?.reminders[0]?.at ?? "";
      const { command } = due(moment);
      const { changes, ...rest } = decide(command, view, around(moment));
      if (changes.length > 0) fired++;
      happened(view, { ...rest, changes }, `c${n}`, moment);
    }
    expect(fired).toBe(1 + nagsMax);
    expect(remindersOf(view)).toEqual(["triggered 2026-01-05T18:05:00.000Z"]);
  });

  test.each<[string, Command, string]>([
    ["dismissed", { kind: "dismiss", id: "id1", reminder: "id2" }, "canceled"],
    ["completed", { kind: "complete", id: "id1" }, "canceled"],
  ])("is silent once it was %s", (_title, command, status) => {
    const next = "2026-01-05T14:55:00.000Z";
    const stopped = given(nagging, due(at), { at, command });
    expect(remindersOf(stopped.view)).toEqual([`${status} ${next}`]);
    expect(given(nagging, due(at), { at, command }, due(next)).facts).toEqual([]);
  });

  it("is silent once its task was deleted", () => {
    const gone: Command = { kind: "delete", id: "id1" };
    expect(given(nagging, due(at), gone, due("2026-01-05T14:55:00.000Z")).facts).toEqual([]);
  });

  it("comes once more when it is snoozed, and then no more", () => {
    const snooze: Command = {
      kind: "snooze",
      id: "id1",
      reminder: "id2",
      snooze: { minutes: 60 },
    };
    const until = "2026-01-05T15:45:00.000Z";
    const snoozed = { at, command: snooze };
    expect(given(nagging, due(at), snoozed, due("2026-01-05T14:55:00.000Z")).facts).toEqual([]);
    expect(remindersOf(given(nagging, due(at), snoozed, due(until)).view)).toEqual([
      `triggered ${until}`,
    ]);
  });

  it("is put off with others, and what has no reminder stays as it is", () => {
    const request: BulkRequest = { action: "snooze", ids: ["id1"], snooze: { minutes: 60 } };
    const together: Command = { kind: "bulk", request };
    const { view } = given(nagging, due(at), { at, command: together });
    expect(remindersOf(view)).toEqual(["pending 2026-01-05T15:45:00.000Z"]);
    const plain: Command = { kind: "create", input: { ...input, reminders: [] } };
    expect(given(plain, { at, command: together }).facts).toEqual([]);
  });

  it("goes on when a change of something else is undone", () => {
    const renamed: Command = { kind: "edit", id: "id1", patch: { title: "Meeting" } };
    const made = { at: "2026-01-05T14:40:00.000Z", command: nagging };
    const rename = { at: "2026-01-05T14:44:00.000Z", command: renamed };
    const { view } = given(made, rename, due(at), { at, command: { kind: "undo" } });
    expect(remindersOf(view)).toEqual(["pending 2026-01-05T14:55:00.000Z"]);
  });

  it("counts anew when its task is moved", () => {
    const patch = { due_date: "2026-01-05T17:00:00.000Z" };
    const { view } = given(nagging, due(at), { at, command: { kind: "edit", id: "id1", patch } });
    expect(onlyTask(view)?.reminders).toEqual([
      {
        id: "id2",
        offset: "PT15M",
        at: "2026-01-05T16:45:00.000Z",
        status: "pending",
        nag_minutes: 10,
      },
    ]);
  });

  test.each(Array.from({ length: 40 }, (_, seed) => seed))(
    "never fires twice for a moment, nor after it was dismissed (order %i)",
    (seed) => {
      const random = numbers(seed);
      const view = emptyView();
      happened(view, decide(nagging, view, around()), "c0", now);
      const proposed = [at];
      const fired: string[] = [];
      let nowMs = Date.parse(at);
      let isDismissed = false;
      for (let n = 1; n <= 60; n++) {
        nowMs += random(12) * 60_000;
        const moment = new Date(nowMs).toISOString();
        const isLast = n > 10 && random(40) === 0;
        // Proposals come in any order, again and again, early and late.
        const command: Command = isLast
          ? { kind: "dismiss", id: "id1", reminder: "id2" }
          : due(proposed[random(proposed.length)] ?? at).command;
        const decision = decide(command, view, around(moment));
        for (const fact of decision.changes) {
          if (fact.type !== "reminder.triggered") continue;
          expect(isDismissed).toBe(false);
          expect(fact.reminder.at <= moment).toBe(true);
          fired.push(fact.reminder.at);
        }
        isDismissed ||= isLast && decision.changes.length > 0;
        happened(view, decision, `c${n}`, moment);
        proposed.push(onlyTask(view)?.reminders[0]?.at ?? at);
      }
      expect(fired.length).toBeGreaterThan(0);
      expect(new Set(fired).size).toBe(fired.length);
    },
  );
});

/** Numbers below a limit that look random and are the same for a seed (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe("a snooze until a moment that has a name", () => {
  // 13:00 on a Monday in Berlin.
  const noon = "2026-01-05T12:00:00.000Z";
  const asked = (snooze: Snooze, when = noon, zone: string | null = null) =>
    given(
      { kind: "create", input: { ...input, due_date: "2026-01-08T12:00:00.000Z", timezone: zone } },
      { at: when, command: { kind: "snooze", id: "id1", reminder: "id2", snooze } },
    );

  test.each([
    ["tonight", "2026-01-05T18:00:00.000Z"],
    ["tomorrow", "2026-01-06T08:00:00.000Z"],
    ["next-week", "2026-01-12T08:00:00.000Z"],
  ] as const)("%s in Berlin is %s", (preset, until) => {
    expect(remindersOf(asked({ preset, timezone: "Europe/Berlin" }).view)).toEqual([
      `pending ${until}`,
    ]);
    expect(remindersOf(asked({ preset }, noon, "Europe/Berlin").view)).toEqual([
      `pending ${until}`,
    ]);
  });

  it("is meant in UTC when nobody names a zone", () => {
    expect(remindersOf(asked({ preset: "tonight" }).view)).toEqual([
      "pending 2026-01-05T19:00:00.000Z",
    ]);
  });

  it("keeps to the wall when the clock changes over night", () => {
    const { view } = asked(
      { preset: "tomorrow", timezone: "Europe/Berlin" },
      "2026-03-28T12:00:00.000Z",
    );
    expect(remindersOf(view)).toEqual(["pending 2026-03-29T07:00:00.000Z"]);
  });

  it("that has passed today is refused", () => {
    expect(() => asked({ preset: "tonight" }, "2026-01-05T19:00:00.000Z")).toThrow(
      "preset: Reminder time must be in the future",
    );
  });
});
