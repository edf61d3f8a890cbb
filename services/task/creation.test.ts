import { describe, expect, test } from "vitest";
import { recurringTaskList } from "../shared/contracts/api/recurring-tasks.ts";
import { newTask, taskPage, taskPatch } from "../shared/contracts/api/tasks.ts";
import { task } from "../shared/contracts/entities/task.ts";
import { creation } from "./creation.ts";
import { aService } from "./testing/a-service.ts";

/** A Monday, the moment at which a service of these tests begins. */
const nowMs = Date.parse("2026-01-05T08:00:00.000Z");
const weekly = { rrule: "FREQ=WEEKLY;BYDAY=MO", timezone: "Europe/Berlin" };

const made = (input: object) => {
  const command = creation(newTask.parse({ title: "Exercise", ...input }), nowMs);
  if (command.kind !== "repeat") throw new Error(`a ${command.kind} and no template`);
  return { ...command.input, first: command.first };
};

describe("a task that repeats", () => {
  test("comes with its template in one write, and tells of both", async () => {
    const service = await aService();
    const body = { title: "Exercise", recurrence: weekly, reminder_offset: "PT15M" };
    const answer = await service.call("POST", "/tasks", {
      ...body,
      due_date: "2030-01-07T09:00:00",
    });

    expect(answer).toMatchObject({
      status: 201,
      body: { due_date: "2030-01-07T08:00:00.000Z", timezone: "Europe/Berlin", version: 1 },
    });
    const first = task.parse(answer.body);
    expect(first.reminders).toMatchObject([{ offset: "PT15M", at: "2030-01-07T07:45:00.000Z" }]);
    const { items } = recurringTaskList.parse((await service.call("GET", "/recurring-tasks")).body);
    expect(items).toMatchObject([
      {
        id: first.recurring_task_id,
        reminder_offsets: ["PT15M"],
        in_words: "every Monday at 9:00",
      },
    ]);
    const logs = [...service.sidecar.values()].filter(([key]) => key.includes("log:ada"));
    expect(logs).toMatchObject([[expect.anything(), { entries: [{ seq: 1 }, { seq: 2 }] }]]);
    const types = service.sidecar.published.map(({ topic }) => topic);
    expect(types).toEqual(expect.arrayContaining(["recurring-task.created", "task.created"]));
  });

  test("is not made again when the scheduler proposes its date, nor when it is sent twice", async () => {
    const service = await aService();
    const key = { "idempotency-key": "k1" };
    const body = { title: "Exercise", recurrence: weekly, due_date: "2030-01-07" };
    const answer = await service.call("POST", "/tasks", body, key);
    const first = task.parse(answer.body);
    expect(first.due_date).toBe("2030-01-07");

    const again = await service.call("POST", "/tasks", body, key);
    expect(again).toMatchObject({ status: 201, body: { id: first.id } });
    const { recurring_task_id } = first;
    const proposal = { user_id: "ada", recurring_task_id, local: "2030-01-07" };
    const verdict = await service.delivers("occurrence.due", `${recurring_task_id}:1`, proposal);
    expect(verdict).toEqual({ status: "SUCCESS" });
    expect(taskPage.parse((await service.call("GET", "/tasks")).body).total).toBe(1);
  });

  test("goes with its first task when it is undone", async () => {
    const service = await aService();
    const answer = await service.call("POST", "/tasks", {
      title: "Exercise",
      due_date: "2030-01-07",
      recurrence: weekly,
    });
    const { id } = task.parse(answer.body);
    const undone = await service.call("POST", "/undo");

    expect(undone).toMatchObject({ status: 200, body: { tasks: [], removed: [id] } });
    expect((await service.call("GET", "/changes?after=2")).body).toMatchObject({
      changes: [{ event_type: "task.deleted" }, { event_type: "recurring-task.updated" }],
    });
    expect(await service.call("GET", "/recurring-tasks")).toMatchObject({ body: { items: [] } });
  });

  test.each([
    ["the due date", { due_date: "2030-01-07T09:00:00", timezone: "Europe/Berlin" }, {}],
    ["the due date's instant", { due_date: "2030-01-07T08:00:00Z" }, { timezone: "Europe/Berlin" }],
    ["its own start", { timezone: "Europe/Berlin" }, { dtstart: "2030-01-07T09:00" }],
    [
      "both, when they say the same",
      { due_date: "2030-01-07T08:00:00Z" },
      { timezone: "Europe/Berlin", dtstart: "2030-01-07T09:00" },
    ],
  ])("begins with %s", (_title, input, rule) => {
    const recurrence = { rrule: "FREQ=WEEKLY;BYDAY=MO", ...rule };
    expect(made({ ...input, recurrence }).recurrence).toEqual({
      rrule: "FREQ=WEEKLY;BYDAY=MO",
      dtstart: "2030-01-07T09:00:00",
      timezone: "Europe/Berlin",
      from_completion: false,
    });
  });

  test("without a zone is meant in the zone of the body, and else in UTC", () => {
    const recurrence = { rrule: "FREQ=DAILY" };
    expect(made({ recurrence, timezone: "Asia/Tokyo" }).recurrence.timezone).toBe("Asia/Tokyo");
    expect(made({ recurrence }).recurrence.timezone).toBe("UTC");
  });

  test("nags at each of its dates", () => {
    const reminders = [{ offset: "PT15M", nag_minutes: 5 }];
    expect(made({ recurrence: weekly, reminders })).toMatchObject({
      reminder_offsets: ["PT15M"],
      nag_minutes: 5,
    });
  });
});

describe("a rule as an object", () => {
  const rule = (recurrence_rule: object) => made({ recurrence_rule }).recurrence.rrule;

  test.each([
    [{ frequency: "daily" }, "FREQ=DAILY"],
    [
      { frequency: "weekly", interval: 2, days_of_week: [0, 3] },
      "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,SU",
    ],
    [{ frequency: "monthly", day_of_month: 31 }, "FREQ=MONTHLY;BYMONTHDAY=31"],
    [{ frequency: "daily", end_date: "2030-01-31" }, "FREQ=DAILY;UNTIL=20300131"],
  ])("%j says the same as %s", (object, rrule) => {
    expect(rule(object)).toBe(rrule);
  });
});

test("a reminder offset is a reminder, also in a change", () => {
  const due_date = "2030-01-07";
  expect(newTask.parse({ title: "Tea", due_date, reminder_offset: "P1D" })).toMatchObject({
    reminders: [{ offset: "P1D" }],
  });
  expect(taskPatch.parse({ reminder_offset: "PT1H" })).toEqual({ reminders: [{ offset: "PT1H" }] });
});

describe("refused with the field's name, before anything is kept", () => {
  const due_date = "2030-01-07T09:00:00Z";
  test.each<[object, readonly string[]]>([
    [
      { reminders: [{ offset: "PT5M" }], reminder_offset: "PT5M", due_date },
      ["reminders", "reminder_offset"],
    ],
    [{ reminders: [], reminder_offset: "PT5M", due_date }, ["reminders", "reminder_offset"]],
    [
      { recurrence: weekly, recurrence_rule: { frequency: "daily" } },
      ["recurrence", "recurrence_rule"],
    ],
    [{ recurrence_rule: { frequency: "hourly" } }, ["recurrence_rule.frequency"]],
    [{ recurrence_rule: { frequency: "daily", interval: 0 } }, ["recurrence_rule.interval"]],
    [{ recurrence_rule: { frequency: "daily", interval: 0.5 } }, ["recurrence_rule.interval"]],
    [
      { recurrence_rule: { frequency: "daily", days_of_week: [1] } },
      ["recurrence_rule.days_of_week"],
    ],
    [
      { recurrence_rule: { frequency: "weekly", days_of_week: [7] } },
      ["recurrence_rule.days_of_week[0]"],
    ],
    [{ recurrence_rule: { frequency: "daily", end_date: "soon" } }, ["recurrence_rule.end_date"]],
    [{ recurrence_rule: { frequency: "daily", count: 1e9 } }, ["recurrence_rule.count"]],
    [{ recurrence_rule: { frequency: "daily", end_date: "2020-01-01" } }, ["recurrence.rrule"]],
    [{ reminder_offset: "P9999Y", due_date }, ["reminder_offset"]],
    [{ reminder_offset: "15", due_date }, ["reminder_offset"]],
    [{ recurrence: weekly, reminders: [{ at: "2030-01-01T08:00:00Z" }] }, ["reminders[0].at"]],
    [
      { recurrence: weekly, reminders: [{ offset: "PT5M" }, { offset: "PT9M", nag_minutes: 5 }] },
      ["reminders[1].nag_minutes"],
    ],
    [{ recurrence: { ...weekly, dtstart: "2030-01-14T09:00" }, due_date }, ["recurrence.dtstart"]],
    [{ due_date: "+275760-09-13T00:00:00Z", recurrence: weekly }, ["due_date"]],
    [{ due_date: "0001-01-01", recurrence: weekly }, ["due_date"]],
    [{ due_date: "2030-12-31T23:59:60Z", recurrence: weekly }, ["due_date"]],
    [{ recurrence: { rrule: "FREQ=DAILY", timezone: "../../etc" } }, ["recurrence.timezone"]],
    [{ recurrence: { rrule: "FREQ=DAILY", timezone: "UTC+25" } }, ["recurrence.timezone"]],
    [{ recurrence: { rrule: "FREQ=DAILY", dtstart: "0001-01-01" } }, ["recurrence.dtstart"]],
    [{ recurrence: { rrule: "FREQ=SECONDLY" } }, ["recurrence.rrule"]],
    [{ recurrence: { rrule: "FREQ=DAILY;COUNT=1000000000" } }, ["recurrence.rrule"]],
    [{ recurrence: { rrule: "FREQ=DAILY;INTERVAL=0.5" } }, ["recurrence.rrule"]],
    [{ recurrence: { rrule: "FREQ=HOURLY;INTERVAL=2;BYHOUR=1" } }, ["recurrence.rrule"]],
    [{ recurrence: { rrule: "FREQ=MINUTELY", dtstart: "0001-01-01T00:00" } }, ["recurrence.rrule"]],
    [
      { recurrence: { rrule: "FREQ=DAILY;UNTIL=20290101", dtstart: "2030-01-01" } },
      ["recurrence.rrule"],
    ],
    [{ recurrence: { rrule: "FREQ=DAILY;COUNT=2", dtstart: "2020-01-01" } }, ["recurrence.rrule"]],
  ])("%j", async (input, fields) => {
    const service = await aService();
    const answer = await service.call("POST", "/tasks", { title: "Exercise", ...input });

    expect(answer).toMatchObject({
      status: 422,
      body: { errors: fields.map((field) => ({ field })) },
    });
    expect(service.sidecar.values().size).toBe(0);
  });
});
