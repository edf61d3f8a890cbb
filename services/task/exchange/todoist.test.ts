import { expect, test } from "vitest";
import { readCsv } from "./read-csv.ts";

const header =
  "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE";
const read = (...lines: string[]) => readCsv([header, ...lines].join("\r\n"));

test("a task keeps its words, its labels as tags, and its date in its zone", () => {
  const { rows } = read(
    "task,Buy tea @shop @Home @shop,Green,2,1,Ada (1),,2026-01-05T09:00,en,Europe/Berlin",
  );

  expect(rows).toEqual([
    {
      row: 2,
      kind: "task",
      fields: {
        title: "Buy tea",
        tags: ["shop", "Home"],
        description: "Green",
        priority: "high",
        due_date: "2026-01-05T09:00",
        timezone: "Europe/Berlin",
      },
    },
  ]);
});

test.each([
  ["1", "urgent"],
  ["2", "high"],
  ["3", "medium"],
  ["4", "low"],
  ["", undefined],
  ["5", "5"],
])("priority %j is %j", (text, priority) => {
  expect(read(`task,Tea,,${text}`).rows[0]?.fields.priority).toBe(priority);
});

test.each(["every monday", "2026-01-05T09:00", "2026-02-30"])(
  "the date %j, which nothing here can place, stays as text and is told of",
  (date) => {
    const { rows, notUnderstood } = read(`task,Tea,Green,4,1,,,${date},en,`);

    expect(rows[0]?.fields).toMatchObject({ description: `Green\nDue: ${date}` });
    expect(rows[0]?.fields).not.toHaveProperty("due_date");
    expect(notUnderstood).toMatchObject([{ row: 2, field: "DATE" }]);
  },
);

test("a note joins the task above it; what is no task is told of; empty rows are nothing", () => {
  const { rows, skipped } = read(
    "note,Lost",
    "section,Kitchen",
    "task,Tea",
    'note,"Hot, please"',
    ",,,",
    "note,Now",
  );

  expect(rows).toMatchObject([{ row: 4, fields: { description: "Hot, please\nNow" } }]);
  expect(skipped).toEqual([
    { row: 2, field: "TYPE", message: "there is no task above" },
    { row: 3, field: "TYPE", message: '"section" is no task' },
  ]);
});

test("a note that does not fit is told of, and the task stays", () => {
  const { rows, skipped } = read("task,Tea,Green", `note,${"x".repeat(2_000)}`);

  expect(rows).toMatchObject([{ fields: { description: "Green" } }]);
  expect(skipped).toMatchObject([{ row: 3, message: expect.stringContaining("does not fit") }]);
});
