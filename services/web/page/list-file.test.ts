import { describe, expect, test } from "vitest";
import { checkFits, countWords, isEmpty, isList, listFileOf, rowsIn } from "./list-file.ts";

const fileWith = (tasks: readonly object[], recurring_tasks: readonly object[] = []) =>
  listFileOf({ version: 1, tasks, recurring_tasks });

describe("what is in a list", () => {
  test("counts what repeats once, not by its dates", () => {
    const date = { title: "Run", status: "pending", recurring_task_id: "r1" };
    const file = fileWith(
      [date, date, { ...date, status: "completed" }, { title: "Tea", recurring_task_id: null }],
      [{ id: "r1", status: "active" }],
    );
    expect(file.count).toEqual({ tasks: 2, repeating: 1 });
  });

  test("counts the dates that a stopped template has left, for they come along as tasks", () => {
    const left = { title: "Run", status: "pending", recurring_task_id: "r1" };
    expect(fileWith([left], [{ id: "r1", status: "stopped" }]).count).toEqual({
      tasks: 1,
      repeating: 0,
    });
  });

  test("is nothing when no task and no living template is there", () => {
    expect(isEmpty(fileWith([], [{ id: "r1", status: "stopped" }]))).toBe(true);
    expect(isEmpty(fileWith([], [{ id: "r1", status: "paused" }]))).toBe(false);
    expect(isEmpty(fileWith([{ title: "Done", status: "completed" }]))).toBe(false);
  });

  test.each([
    [{ tasks: 1, repeating: 0 }, "1 task"],
    [{ tasks: 0, repeating: 0 }, "0 tasks"],
    [{ tasks: 3, repeating: 1 }, "3 tasks and 1 that repeats"],
    [{ tasks: 1, repeating: 2 }, "1 task and 2 that repeat"],
    [{ tasks: 0, repeating: 2 }, "2 tasks that repeat"],
  ])("%j is said as %s", (count, words) => {
    expect(countWords(count)).toBe(words);
  });
});

test("a list that an import would not take is refused before anything is done with it", () => {
  const rows = (count: number) => fileWith(Array.from({ length: count }, () => ({ title: "x" })));
  expect(() => checkFits(rows(1_000))).not.toThrow();
  expect(() => checkFits(rows(1_001))).toThrow("too long");
  expect(() => checkFits(fileWith([{ title: "🙂".repeat(600_000) }]))).toThrow("too long");
});

test.each([
  [{ tasks: [] }, true],
  [{ recurring_tasks: [{ title: "Run" }] }, true],
  [{ tasks: "none" }, false],
  ["<html>", false],
  [undefined, false],
])("%j has the shape of a list: %s", (content, is) => {
  expect(isList(content)).toBe(is);
});

test("every task and every template is a row", () => {
  expect(rowsIn({ tasks: [{}, {}], recurring_tasks: [{}] })).toBe(3);
});
