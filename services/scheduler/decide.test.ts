import { expect, test } from "vitest";
import { type Agenda, emptyAgenda } from "./agenda.ts";
import { looked, overdue, reminderSeen, taskSeen } from "./decide.ts";
import { slotOf } from "./slots.ts";
import { aReminder, aTask, monday } from "./testing/given.ts";

const nine = "2026-01-05T09:00:00.000Z";
const ten = "2026-01-05T10:00:00.000Z";
const at = (iso: string) => Date.parse(iso);

const seen = (
  given: Parameters<typeof aTask>[0],
  before: Agenda = emptyAgenda,
  { deleted = false } = {},
) => {
  const task = aTask(given);
  const what = { task, version: task.version, deleted, at: monday };
  return taskSeen(before, what, at(monday));
};
const proposal = { user_id: "anna", task_id: "t1", reminder_id: "r1", at: nine };
const withReminder = () => seen({ reminders: [aReminder(nine)] });
const disarm = { kind: "disarm", reminder: { id: "r1", at: nine } };

test("a task without reminders leaves nothing in the agenda", () => {
  expect(seen({})).toEqual({ agenda: emptyAgenda, effects: [] });
});

test("a pending reminder is armed once; one that fired or was called off is not", () => {
  const first = seen({
    reminders: [
      aReminder(nine),
      aReminder(nine, { id: "r2", status: "triggered" }),
      aReminder(nine, { id: "r3", status: "canceled" }),
    ],
  });
  expect(first.effects).toEqual([{ kind: "arm", proposal }]);
  const edited = seen({ version: 2, title: "Call", reminders: [aReminder(nine)] }, first.agenda);
  expect(edited.effects).toEqual([]);
});

test("a moved reminder is armed anew, and its old version changes nothing any more", () => {
  const moved = seen({ version: 2, reminders: [aReminder(ten)] }, withReminder().agenda);
  expect(moved.effects).toEqual([disarm, { kind: "arm", proposal: { ...proposal, at: ten } }]);
  const late = seen({ reminders: [aReminder(nine)] }, moved.agenda);
  expect(late).toEqual({ agenda: moved.agenda, effects: [] });
  expect(overdue(moved.agenda, "anna", at(nine))).toEqual([]);
  expect(overdue(moved.agenda, "anna", at(ten))).toHaveLength(1);
});

test.each([
  ["completed", { version: 2, status: "completed" as const }, false],
  ["deleted", { version: 2 }, true],
  ["deleted in the version of its last change", { version: 1 }, true],
  ["without the reminder", { version: 2, reminders: [] }, false],
])("a reminder is disarmed when its task is %s", (_, given, deleted) => {
  const changed = { reminders: [aReminder(nine)], ...given };
  const gone = seen(changed, withReminder().agenda, { deleted });
  expect(gone.effects).toEqual([disarm]);
  expect(overdue(gone.agenda, "anna", at(ten))).toEqual([]);
});

test("a completed task stays completed when its older versions arrive late", () => {
  const done = seen({ version: 3, status: "completed" }, withReminder().agenda);
  expect(seen({ version: 2, reminders: [aReminder(ten)] }, done.agenda).effects).toEqual([]);
});

test("a deleted task stays deleted when even its creation arrives after its end", () => {
  const called = aReminder(nine, { status: "canceled" });
  const gone = seen({ version: 3, reminders: [called] }, emptyAgenda, { deleted: true });
  expect(seen({ reminders: [aReminder(nine)] }, gone.agenda).effects).toEqual([]);
});

test("a reopened task has its reminders again", () => {
  const done = seen({ version: 2, status: "completed" }, withReminder().agenda);
  const open = seen({ version: 3, reminders: [aReminder(nine)] }, done.agenda);
  expect(open.effects).toEqual([{ kind: "arm", proposal }]);
});

test.each(["triggered", "canceled"] as const)(
  "a reminder that was %s is forgotten, whatever its task still says",
  (status) => {
    const reminder = aReminder(nine, { status });
    for (const version of [1, 2]) {
      const task = aTask({ version, reminders: [aReminder(nine), aReminder(ten, { id: "r2" })] });
      const before = seen({ reminders: task.reminders });
      const settled = reminderSeen(before.agenda, { task, reminder, at: nine }, at(nine));
      expect(settled.effects).toEqual([disarm]);
      const again = reminderSeen(settled.agenda, { task, reminder, at: nine }, at(nine));
      expect(again).toEqual({ agenda: settled.agenda, effects: [] });
      expect(overdue(settled.agenda, "anna", at(ten))).toHaveLength(1);
    }
  },
);

test("a reminder that fired before it was snoozed does not take the snoozed one away", () => {
  const snoozed = seen({ version: 3, reminders: [aReminder(ten)] }, withReminder().agenda);
  const task = aTask({ version: 2 });
  const reminder = aReminder(nine, { status: "triggered" });
  expect(reminderSeen(snoozed.agenda, { task, reminder, at: nine }, at(nine)).effects).toEqual([]);
});

test("a reminder is due at its moment and not a millisecond before", () => {
  const { agenda } = withReminder();
  expect(overdue(agenda, "anna", at(nine) - 1)).toEqual([]);
  expect(overdue(agenda, "anna", at(nine))).toEqual([proposal]);
});

test("a reminder that nobody settles is proposed for two days and then forgotten", () => {
  let { agenda } = withReminder();
  let proposals = 0;
  const first = slotOf("hour", at(monday));
  for (let hour = first; hour < first + 100; hour++) {
    if (agenda.look_hour === null || agenda.look_hour > hour) continue;
    const decision = looked(agenda, "anna", (hour + 1) * 3_600_000);
    proposals += decision.effects.length;
    agenda = decision.agenda;
  }
  expect(proposals).toBeGreaterThan(20);
  expect(proposals).toBeLessThan(50);
  expect(agenda.look_hour).toBeNull();
  expect(overdue(agenda, "anna", at("2027-01-01T00:00:00Z"))).toEqual([]);
});

test("a look that was lost is planned anew by the next event", () => {
  const { agenda } = withReminder();
  const lost = { ...agenda, look_hour: slotOf("hour", at(monday)) - 50 };
  const after = seen({ id: "t2", reminders: [aReminder(ten, { id: "r2" })] }, lost);
  expect(after.agenda.look_hour).toBe(slotOf("hour", at(ten)));
});

test("the agenda remembers 200 ended tasks, and those that wait whatever their number", () => {
  let { agenda } = seen({ id: "waiting", reminders: [aReminder(nine)] });
  for (let n = 0; n < 300; n++) {
    const id = `t${n}`;
    agenda = seen({ id, reminders: [aReminder(nine, { id: `r${n}` })] }, agenda).agenda;
    agenda = seen({ id, version: 2, status: "completed" }, agenda).agenda;
  }
  const ids = Object.keys(agenda.tasks);
  expect(ids).toHaveLength(201);
  expect(ids).toContain("waiting");
  expect(ids).not.toContain("t99");
  expect(ids).toContain("t100");
});

test("ids that are words of the language are only ids", () => {
  for (const id of ["__proto__", "constructor", "toString"]) {
    const { agenda, effects } = seen({ id, reminders: [aReminder(nine)] });
    expect(effects).toHaveLength(1);
    expect(Object.keys(agenda.tasks)).toEqual([id]);
  }
});
