import { expect, test } from "vitest";
import { examples } from "./examples.ts";

test("the examples have days around the present one, over the end of a year", () => {
  const { tasks, recurring_tasks } = examples(new Date(2026, 0, 1, 12), "Europe/Berlin");

  expect(tasks.map(({ due_date }) => due_date)).toEqual([
    "2025-12-30",
    "2026-01-01",
    "2026-01-02",
    "2026-01-06",
    undefined,
  ]);
  expect(recurring_tasks.map(({ recurrence }) => recurrence.timezone)).toEqual(
    Array(3).fill("Europe/Berlin"),
  );
});
