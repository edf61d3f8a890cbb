import { describe, expect, test } from "vitest";
import { comparison, everything, type Filter, fits, isOverdue, queryOf } from "./filter.ts";
import { aTask } from "./testing/a-task.ts";

const now = new Date(2026, 0, 5, 12, 0);

describe("the query of a filter", () => {
  test("asks for open tasks, newest first, when nothing is chosen", () => {
    expect(queryOf(everything, now)).toBe(
      "sort_by=created_at&limit=100&status=pending%2Cin_progress",
    );
  });

  test("carries search, priority, tag, order and cursor", () => {
    const chosen: Filter = {
      view: "done",
      search: " milk & honey ",
      priority: "high",
      tag: "home",
      order: "title",
    };
    const query = new URLSearchParams(queryOf(chosen, now, "abc"));
    expect(Object.fromEntries(query)).toEqual({
      sort_by: "title",
      limit: "100",
      status: "completed",
      search: "milk & honey",
      priority: "high",
      tags: "home",
      cursor: "abc",
    });
  });

  test("of today brings the day as a whole and each moment of it, in any zone", () => {
    const query = new URLSearchParams(queryOf({ ...everything, view: "today" }, now));
    const start = query.get("due_date_start") ?? "";
    const end = query.get("due_date_end") ?? "";
    expect(start <= "2026-01-05").toBe(true);
    expect(start <= new Date(2026, 0, 5).toISOString()).toBe(true);
    const last = end.includes("T") ? end : `${end}T~`;
    expect(last >= new Date(2026, 0, 5, 23, 59, 59, 999).toISOString()).toBe(true);
  });
});

describe("a task belongs into", () => {
  test("all while it is open, and into done afterwards", () => {
    const done = aTask({ status: "completed" });
    expect(fits(aTask(), everything, now)).toBe(true);
    expect(fits(done, everything, now)).toBe(false);
    expect(fits(done, { ...everything, view: "done" }, now)).toBe(true);
  });

  test.each([
    ["2026-01-05", true],
    ["2026-01-04", false],
    ["2026-01-06", false],
    [new Date(2026, 0, 5, 0, 0).toISOString(), true],
    [new Date(2026, 0, 5, 23, 59).toISOString(), true],
    [new Date(2026, 0, 6, 0, 0).toISOString(), false],
    [null, false],
  ])("today when it is due %s: %s", (due_date, expected) => {
    expect(fits(aTask({ due_date }), { ...everything, view: "today" }, now)).toBe(expected);
  });

  test("overdue only after its day or moment, and never when it is done", () => {
    const passed = new Date(2026, 0, 5, 11, 59).toISOString();
    expect(isOverdue(aTask({ due_date: "2026-01-05" }), now)).toBe(false);
    expect(isOverdue(aTask({ due_date: "2026-01-04" }), now)).toBe(true);
    expect(isOverdue(aTask({ due_date: passed }), now)).toBe(true);
    expect(isOverdue(aTask({ due_date: passed, status: "completed" }), now)).toBe(false);
  });

  test("a search when every word stands somewhere in it, in any case", () => {
    const task = aTask({ title: "Buy Milk", description: "at the corner", tags: ["shop"] });
    expect(fits(task, { ...everything, search: "SHOP milk" }, now)).toBe(true);
    expect(fits(task, { ...everything, search: "milk bread" }, now)).toBe(false);
  });

  test("a tag only when it has the whole of it", () => {
    const task = aTask({ tags: ["Homework"] });
    expect(fits(task, { ...everything, tag: "homework" }, now)).toBe(true);
    expect(fits(task, { ...everything, tag: "home" }, now)).toBe(false);
  });
});

describe("the order", () => {
  test("by date puts tasks without one last", () => {
    const sorted = [
      aTask({ id: "a", due_date: null }),
      aTask({ id: "b", due_date: "2026-02-01" }),
      aTask({ id: "c", due_date: "2026-01-01" }),
    ].sort(comparison("due_date"));
    expect(sorted.map(({ id }) => id)).toEqual(["c", "b", "a"]);
  });

  test("by priority puts the most urgent first, and the newer of two equals", () => {
    const sorted = [
      aTask({ id: "a", priority: "low" }),
      aTask({ id: "b", priority: "urgent" }),
      aTask({ id: "c", priority: "urgent" }),
    ].sort(comparison("priority"));
    expect(sorted.map(({ id }) => id)).toEqual(["c", "b", "a"]);
  });
});
