import { expect, test } from "vitest";
import { folded, foldedAway } from "./fold.ts";
import { aTask } from "./testing/a-task.ts";

const plants = (id: string, due_date: string) => aTask({ id, due_date, recurring_task_id: "r1" });
const rowsOf = (...tasks: readonly ReturnType<typeof aTask>[]) =>
  tasks.map((task) => ({ task, isBusy: false }));
const rows = rowsOf(
  plants("p3", "2026-01-12"),
  aTask({ id: "milk", title: "Buy milk" }),
  plants("p1", "2026-01-06"),
  plants("p2", "2026-01-09"),
  aTask({ id: "bins", due_date: "2026-01-07", recurring_task_id: "r2" }),
);
const seen = (unfolded: readonly string[]) =>
  folded(rows, new Set(unfolded)).map(({ task, later, isLater }) => [
    task.id,
    ...(later ? [`${later.count} until ${later.until}, ${later.is}`] : []),
    ...(isLater ? ["later"] : []),
  ]);

test("what repeats has one line, where its next date stands; what comes once stays as it is", () => {
  expect(seen([])).toEqual([["milk"], ["p1", "2 until 2026-01-12, folded"], ["bins"]]);
});

test("unfolded, the further dates follow their line in the order in which they come", () => {
  expect(seen(["r1"])).toEqual([
    ["milk"],
    ["p1", "2 until 2026-01-12, unfolded"],
    ["p2", "later"],
    ["p3", "later"],
    ["bins"],
  ]);
});

test("what the lines do not show is counted, and nothing else", () => {
  expect(foldedAway(folded(rows, new Set()))).toBe(2);
  expect(foldedAway(folded(rows, new Set(["r1"])))).toBe(0);
});

test("when the next date is done, the one after it takes the line", () => {
  const [, , done] = rows;
  const after = folded(
    rows.filter((row) => row !== done),
    new Set(),
  );
  expect(after.map(({ task }) => task.id)).toEqual(["milk", "p2", "bins"]);
  expect(foldedAway(after)).toBe(1);
});

test("a date without its day is no repetition of another", () => {
  const cleared = aTask({ id: "p0", recurring_task_id: "r1" });
  const lines = folded(rowsOf(plants("p1", "2026-01-06"), cleared), new Set());
  expect(lines.map(({ task }) => task.id)).toEqual(["p1", "p0"]);
});
