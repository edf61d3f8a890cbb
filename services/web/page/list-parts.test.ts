import { describe, expect, test } from "vitest";
import { fileBytesMax, rowsIn } from "./list-file.ts";
import { type Part, partsOf } from "./list-parts.ts";
import { listIn, memberOf } from "./problem.ts";

const many = <One>(count: number, one: (n: number) => One): readonly One[] =>
  Array.from({ length: count }, (_, n) => one(n));
const rowCounts = (parts: readonly Part[]) => parts.map(({ content }) => rowsIn(content));
const titlesIn = ({ content }: Part, name: string) =>
  listIn(content, name).map((one) => memberOf(one, "title"));

describe("a list of more than one import takes", () => {
  test("comes in parts that are full, with everything once and in order", () => {
    const parts = partsOf({ version: 1, tasks: many(2_500, (n) => ({ title: `t${n}` })) });

    expect(rowCounts(parts)).toEqual([1_000, 1_000, 500]);
    expect(parts.flatMap((part) => titlesIn(part, "tasks"))).toEqual(many(2_500, (n) => `t${n}`));
    expect(parts.map(({ content }) => memberOf(content, "version"))).toEqual([1, 1, 1]);
  });

  test("says of each row where it stands in the whole, the templates after the tasks", () => {
    const tasks = many(1_500, (n) => ({ title: `t${n}` }));
    const [first, second] = partsOf({ version: 1, tasks, recurring_tasks: [{ title: "Run" }] });

    expect(first?.rows?.[999]).toBe(1_000);
    expect(second?.rows?.slice(0, 2)).toEqual([1_001, 1_002]);
    expect(second?.rows?.at(-1)).toBe(1_501);
  });

  test("leaves a template and its open dates together; what was done may come by itself", () => {
    const date = { title: "date", recurring_task_id: "r1", status: "pending" };
    const tasks = [
      ...many(10, () => date),
      { ...date, title: "done", status: "completed" },
      ...many(995, (n) => ({ title: `t${n}` })),
    ];
    const parts = partsOf({
      version: 1,
      tasks,
      recurring_tasks: [{ id: "r1", title: "Run" }, { title: "without an id" }],
    });

    expect(rowCounts(parts)).toEqual([996, 12]);
    expect(parts[0] && titlesIn(parts[0], "tasks")[0]).toBe("done");
    expect(parts[1] && titlesIn(parts[1], "tasks")).toEqual(many(10, () => "date"));
    expect(parts[1] && titlesIn(parts[1], "recurring_tasks")).toEqual(["Run", "without an id"]);
    expect(parts[1]?.rows).toEqual([...many(10, (n) => n + 1), 1_007, 1_008]);
  });

  test("has every row once, also when two templates say that they are the same", () => {
    const tasks = many(1_000, (n) => ({ title: `t${n}`, recurring_task_id: "r1" }));
    const twins = [{ id: "r1" }, { id: "r1" }];
    const rows = partsOf({ version: 1, tasks, recurring_tasks: twins }).flatMap(
      (part) => part.rows,
    );

    expect(rows.toSorted((a = 0, b = 0) => a - b)).toEqual(many(1_002, (n) => n + 1));
  });

  test("has no part of more bytes than one may have, whatever its letters", () => {
    const tasks = many(900, () => ({ title: "x", description: "€".repeat(2_000) }));
    const parts = partsOf({ version: 1, tasks });

    expect(parts.length).toBeGreaterThan(2);
    for (const { content } of parts) {
      expect(new Blob([JSON.stringify(content)]).size).toBeLessThanOrEqual(fileBytesMax);
    }
    expect(rowCounts(parts).reduce((sum, rows) => sum + rows)).toBe(900);
  });

  test("is cut alike every time, so that what came is known again", () => {
    const list = { version: 1, tasks: many(1_200, (n) => ({ title: `t${n}` })) };
    expect(partsOf(structuredClone(list))).toEqual(partsOf(list));
  });
});
