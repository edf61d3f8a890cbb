import { describe, expect, test } from "vitest";
import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { asIcal as asIcalAt } from "./ical.ts";

const asIcal = (tasks: readonly Task[], templates: readonly RecurringTask[]) =>
  asIcalAt(tasks, templates, "2026-01-05T08:00:00.000Z");

const task: Task = {
  id: "t1",
  user_id: "ada",
  title: "Tea; milk, sugar",
  description: "One\nTwo\\",
  status: "pending",
  priority: "urgent",
  tags: ["home", "a,b"],
  due_date: "2026-01-05T08:00:00.000Z",
  timezone: "Europe/Berlin",
  reminders: [],
  recurring_task_id: null,
  version: 1,
  created_at: "2026-01-01T08:00:00.000Z",
  updated_at: "2026-01-02T08:00:00.000Z",
  completed_at: null,
};
const template: RecurringTask = {
  id: "r1",
  user_id: "ada",
  title: "Run",
  description: "",
  priority: "medium",
  tags: [],
  recurrence: {
    rrule: "FREQ=WEEKLY;UNTIL=20260701T090000",
    dtstart: "2026-01-05T09:00:00",
    timezone: "Europe/Berlin",
    from_completion: false,
  },
  exceptions: ["2026-01-12T09:00:00"],
  reminder_offsets: [],
  missed: "latest",
  status: "active",
  version: 1,
  created_at: "2026-01-01T08:00:00.000Z",
  updated_at: "2026-01-01T08:00:00.000Z",
};

test("a task is a VTODO, its text escaped", () => {
  expect(asIcal([task], [])).toBe(
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Nudge//Tasks//EN",
      "BEGIN:VTODO",
      "UID:t1@nudge",
      "DTSTAMP:20260102T080000Z",
      "CREATED:20260101T080000Z",
      "SUMMARY:Tea\\; milk\\, sugar",
      "DESCRIPTION:One\\nTwo\\\\",
      "PRIORITY:1",
      "CATEGORIES:home,a\\,b",
      "DUE:20260105T080000Z",
      "STATUS:NEEDS-ACTION",
      "END:VTODO",
      "END:VCALENDAR",
      "",
    ].join("\r\n"),
  );
});

test("a whole day is a date, and what is done says when", () => {
  const completed_at = "2026-01-04T10:00:00.000Z";
  const text = asIcal([{ ...task, due_date: "2026-01-05", status: "completed", completed_at }], []);

  expect(text).toContain("DUE;VALUE=DATE:20260105\r\nSTATUS:COMPLETED\r\nCOMPLETED:20260104T1000");
});

describe("a template", () => {
  test("has its rule in its zone, an UNTIL in UTC, and no date that is there as a task", () => {
    const made = { ...task, id: "r1-2026-01-05T090000", recurring_task_id: "r1" };
    const text = asIcal([made], [template]);

    expect(text).toContain(
      [
        "DTSTART;TZID=Europe/Berlin:20260105T090000",
        "RRULE:FREQ=WEEKLY;UNTIL=20260701T070000Z",
        "EXDATE;TZID=Europe/Berlin:20260112T090000",
        "EXDATE;TZID=Europe/Berlin:20260105T090000",
      ].join("\r\n"),
    );
  });

  test("of whole days begins and ends on a day", () => {
    const recurrence = { ...template.recurrence, dtstart: "2026-01-05" };
    const text = asIcal([], [{ ...template, recurrence, exceptions: ["2026-01-12"] }]);

    expect(text).toContain(
      [
        "DTSTART;VALUE=DATE:20260105",
        "RRULE:FREQ=WEEKLY;UNTIL=20260701",
        "EXDATE;VALUE=DATE:20260112",
      ].join("\r\n"),
    );
    expect(text).not.toContain("VTIMEZONE");
  });

  test.each(["paused", "stopped"] as const)("that is %s promises no dates", (status) => {
    expect(asIcal([], [{ ...template, status }])).not.toContain("VTODO");
  });
});

test("a line has at most 75 octets, and folding tears no letter apart", () => {
  const title = "漢🙂é".repeat(30);
  const text = asIcal([{ ...task, title }], []);
  const lines = text.split("\r\n");

  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(lines.some((line) => Buffer.byteLength(line) >= 72)).toBe(true);
  expect(text.replaceAll("\r\n ", "")).toContain(`SUMMARY:${title}\r\n`);
});

test("no title can end its line and begin a property of its own", () => {
  expect(asIcal([{ ...task, title: "x\r\nATTACH:evil" }], [])).toContain("SUMMARY:x\\nATTACH:evil");
});
