import { describe, expect, test } from "vitest";
import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { asFeed, feedEtag } from "./feed.ts";

const now = "2026-01-05T08:00:00.000Z";
const task: Task = {
  id: "t1",
  user_id: "ada",
  title: "Dentist",
  description: "",
  status: "pending",
  priority: "medium",
  tags: [],
  due_date: "2026-02-01T08:00:00.000Z",
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
    rrule: "FREQ=WEEKLY",
    dtstart: "2026-01-05T09:00:00",
    timezone: "Europe/Berlin",
    from_completion: false,
  },
  exceptions: [],
  reminder_offsets: [],
  missed: "latest",
  status: "active",
  version: 1,
  created_at: "2026-01-01T08:00:00.000Z",
  updated_at: "2026-01-01T08:00:00.000Z",
};
const feed = (tasks: readonly Task[], templates: readonly RecurringTask[] = [], made = [""]) =>
  asFeed({ tasks, templates, madeOf: () => made }, now);

test("what has a date is an event that blocks nobody's time", () => {
  expect(feed([task])).toBe(
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Nudge//Tasks//EN",
      "NAME:Nudge",
      "X-WR-CALNAME:Nudge",
      "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
      "BEGIN:VEVENT",
      "UID:t1@nudge",
      "DTSTAMP:20260102T080000Z",
      "CREATED:20260101T080000Z",
      "SUMMARY:Dentist",
      "PRIORITY:5",
      "DTSTART:20260201T080000Z",
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ].join("\r\n"),
  );
});

test("a whole day is a date, what has no date is a VTODO, and what is done is gone", () => {
  const text = feed([
    { ...task, due_date: "2026-02-01" },
    { ...task, id: "t2", title: "Tea", due_date: null },
    { ...task, id: "t3", title: "Done", status: "completed", completed_at: now },
  ]);

  expect(text).toContain("DTSTART;VALUE=DATE:20260201\r\n");
  expect(text).toMatch(/BEGIN:VTODO\r\nUID:t2@nudge/);
  expect(text).not.toContain("Done");
});

describe("what repeats", () => {
  test("is an event with its rule, without the dates that were made", () => {
    expect(feed([], [template], ["2026-01-05T09:00:00"])).toContain(
      [
        "DTSTART;TZID=Europe/Berlin:20260105T090000",
        "RRULE:FREQ=WEEKLY",
        "EXDATE;TZID=Europe/Berlin:20260105T090000",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
      ].join("\r\n"),
    );
  });

  test("names a zone that the calendar explains, from the start to five years ahead", () => {
    const text = feed([], [template, { ...template, id: "r2" }]);

    expect(text.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
    expect(text).toContain(
      [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:STANDARD",
        "DTSTART:20260105T000000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20260329T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20261025T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
      ].join("\r\n"),
    );
    expect(text).toContain("DTSTART:20301027T030000");
    expect(text).not.toContain("DTSTART:2032");
  });

  test.each(["Asia/Kolkata", "UTC"])("needs no change of the clock in %s", (timezone) => {
    const recurrence = { ...template.recurrence, timezone };
    expect(feed([], [{ ...template, recurrence }])).not.toContain("DAYLIGHT");
  });

  test.each([
    { status: "paused" },
    { status: "stopped" },
    { recurrence: { ...template.recurrence, from_completion: true } },
  ] as const)("and is %j promises no dates", (more) => {
    expect(feed([], [{ ...template, ...more }])).not.toContain("Run");
  });
});

test("a calendar that would be too large leaves the earliest dates out", () => {
  const description = "x".repeat(2_000);
  const many = Array.from({ length: 2_000 }, (_, n) => ({
    ...task,
    id: `t${n}`,
    description,
    due_date: new Date(Date.parse(now) + n * 60_000).toISOString(),
  }));
  const text = feed(many);

  expect(text.length).toBeLessThan(2_300_000);
  expect(text).toContain("UID:t1999@nudge");
  expect(text).not.toContain("UID:t0@nudge");
});

test("its tag changes with the log, and with the year", () => {
  expect(feedEtag(7, now)).toBe('"feed-1.2026.7"');
});
