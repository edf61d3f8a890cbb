import { expect, test } from "vitest";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { asCsv } from "./own-csv.ts";
import { readCsv } from "./read-csv.ts";

const task: Task = {
  id: "t1",
  user_id: "ada",
  title: '=HYPERLINK("x")',
  description: 'Two "lines",\nhere 🙂',
  status: "completed",
  priority: "high",
  tags: ["a,b", "back\\slash", "-c"],
  due_date: "2026-01-05",
  timezone: "Europe/Berlin",
  reminders: [],
  recurring_task_id: null,
  version: 3,
  created_at: "2026-01-01T08:00:00.000Z",
  updated_at: "2026-01-02T08:00:00.000Z",
  completed_at: "2026-01-02T08:00:00.000Z",
};

test("a task is a row under the header", () => {
  expect(asCsv([{ ...task, title: "Tea", description: "", tags: ["home"] }])).toBe(
    "id,title,description,status,priority,tags,due_date,timezone,created_at,completed_at\r\n" +
      "t1,Tea,,completed,high,home,2026-01-05,Europe/Berlin,2026-01-01T08:00:00.000Z," +
      "2026-01-02T08:00:00.000Z\r\n",
  );
});

test("a formula in a title goes out as text", () => {
  expect(asCsv([task])).toContain(`,"'=HYPERLINK(""x"")",`);
});

test("what went out comes back as it was, without its id", () => {
  const { rows } = readCsv(asCsv([task]));

  expect(rows).toEqual([
    {
      row: 2,
      kind: "task",
      fields: {
        title: task.title,
        description: task.description,
        status: "completed",
        priority: "high",
        tags: task.tags,
        due_date: task.due_date,
        timezone: task.timezone,
        created_at: task.created_at,
        completed_at: task.completed_at,
      },
    },
  ]);
});

test("an empty line is no row, and the others keep their numbers", () => {
  expect(readCsv("title\n\nTea\n").rows).toEqual([
    { row: 3, kind: "task", fields: { title: "Tea" } },
  ]);
});

test("a column that has no place here is told, unless it is empty", () => {
  const { rows, skipped } = readCsv("title,due,notes,\nTea,tomorrow,,\nMilk,,,\n");
  expect(rows.map(({ fields }) => fields)).toEqual([{ title: "Tea" }, { title: "Milk" }]);
  expect(skipped).toEqual([
    { row: 1, field: "due", message: expect.stringContaining("use title, description, status") },
  ]);
});

test("a header that is neither ours nor Todoist's is refused with the way out", () => {
  expect(() => readCsv("name,when\nTea,now")).toThrow("row 1 must name the column title");
});
