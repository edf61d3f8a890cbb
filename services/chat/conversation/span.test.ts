import { describe, expect, test } from "vitest";
import type { Filter } from "../../shared/contracts/api/parsed.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { fitsIn, isOverdue, spanOf } from "./span.ts";

const monday = Date.parse("2026-01-05T18:00:00Z");
const around = (timezone: string) => ({ nowMs: monday, timezone });

const due = (due_date: string | null): Task => ({
  id: "t",
  user_id: "ada",
  title: "Tea",
  description: "",
  status: "pending",
  priority: "medium",
  tags: [],
  due_date,
  timezone: null,
  reminders: [],
  recurring_task_id: null,
  version: 1,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
  completed_at: null,
});

const fits = (filter: Filter, due_date: string | null, timezone = "UTC") =>
  fitsIn(due(due_date), spanOf(filter, around(timezone)), around(timezone));

describe("today", () => {
  test.each([
    ["America/Los_Angeles", "2026-01-05", true],
    ["America/Los_Angeles", "2026-01-06T07:30:00.000Z", true],
    ["America/Los_Angeles", "2026-01-05T07:30:00.000Z", false],
    // In Auckland it is Tuesday already.
    ["Pacific/Auckland", "2026-01-05", false],
    ["Pacific/Auckland", "2026-01-06", true],
    ["Pacific/Auckland", "2026-01-05T12:00:00.000Z", true],
  ])("in %s has what is due %s: %s", (timezone, due_date, is) => {
    expect(fits({ when: "today" }, due_date, timezone)).toBe(is);
  });
});

test("a week is Monday to Sunday", () => {
  const weeks = [
    "2026-01-04",
    "2026-01-05",
    "2026-01-11",
    "2026-01-12",
    "2026-01-18",
    "2026-01-19",
  ];
  const inWeek = (when: "this-week" | "next-week") => weeks.filter((day) => fits({ when }, day));
  expect(inWeek("this-week")).toEqual(["2026-01-05", "2026-01-11"]);
  expect(inWeek("next-week")).toEqual(["2026-01-12", "2026-01-18"]);
});

test("bounds are included, and what has no date is in no span", () => {
  const filter = { from: "2026-01-06", to: "2026-01-08" };
  expect(
    ["2026-01-05", "2026-01-06", "2026-01-08", "2026-01-09"].filter((day) => fits(filter, day)),
  ).toEqual(["2026-01-06", "2026-01-08"]);
  expect(fits(filter, null)).toBe(false);
  expect(fits({}, null)).toBe(true);
});

test("overdue is what is open and past, for a whole day only after it", () => {
  const here = around("UTC");
  expect(isOverdue(due("2026-01-05T17:59:00.000Z"), here)).toBe(true);
  expect(isOverdue(due("2026-01-05"), here)).toBe(false);
  expect(isOverdue(due("2026-01-04"), here)).toBe(true);
  expect(isOverdue({ ...due("2026-01-04"), status: "completed" }, here)).toBe(false);
});
