import { describe, expect, test } from "vitest";
import { taskQuery } from "../shared/contracts/api/tasks.ts";
import { priority, type Task, taskStatus } from "../shared/contracts/entities/task.ts";
import { type Seeded, seeded } from "../shared/kit/testing/seeded.ts";
import { listTasks } from "./query.ts";
import { aPerson, morning } from "./testing/a-person.ts";

type Written = Readonly<Record<string, string>>;

const ask = (tasks: readonly Task[], query: Written, now = morning) =>
  listTasks(tasks, taskQuery.parse(query), now);

/** All pages one after another. */
function walked(tasks: readonly Task[], query: Written): string[] {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = ask(tasks, { ...query, ...(cursor === null ? {} : { cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  } while (cursor !== null && ids.length <= tasks.length);
  return ids;
}

const titles = ["Tea", "tea", "Äpfel", "apples", "Zebra", "Café au lait", ""];
const dates = [null, "2026-01-04", "2026-01-05", "2026-01-05T07:00:00.000Z", "2026-02-01"];

function someTasks(chance: Seeded, count: number): Task[] {
  const base = aPerson().adds({});
  return Array.from({ length: count }, (_, i) => ({
    ...base,
    id: `t${String(chance.below(1_000_000))}-${i}`,
    title: `${chance.pick(titles)}${chance.below(3)}`,
    status: chance.pick(taskStatus.options),
    priority: chance.pick(priority.options),
    tags: chance.chance(0.5) ? ["Home", chance.pick(["a", "b"])] : [],
    due_date: chance.pick(dates.map((date) => ({ date }))).date,
    created_at: `2026-01-0${1 + chance.below(4)}T00:00:00.000Z`,
  }));
}

const urgency: readonly string[] = priority.options;

/** What the query means, written once more as a plain filter and sort. */
function naive(tasks: readonly Task[], query: Written): string[] {
  const { sort_by = "created_at", sort_order } = query;
  const usual = sort_by === "title" || sort_by === "due_date" ? "asc" : "desc";
  const sign = (sort_order ?? usual) === "asc" ? 1 : -1;
  const keyOf = (task: Task): string | number => {
    if (sort_by === "priority") return urgency.indexOf(task.priority);
    if (sort_by === "title") return task.title.toLowerCase();
    if (sort_by === "due_date") return task.due_date ?? (sign === 1 ? "~" : "");
    return task.created_at;
  };
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
  return tasks
    .filter((task) => (query.status?.split(",") ?? [task.status]).includes(task.status))
    .filter((task) => query.priority === undefined || query.priority === task.priority)
    .filter((task) => query.tags === undefined || task.tags.includes("Home"))
    .filter((task) => query.due !== "none" || task.due_date === null)
    .filter((task) => !query.search || task.title.toLowerCase().includes("tea"))
    .sort((a, b) => sign * (compare(keyOf(a), keyOf(b)) || compare(a.id, b.id)))
    .map(({ id }) => id);
}

function someQuery(chance: Seeded): Written {
  const maybe = (name: string, values: readonly string[]): Written =>
    chance.chance(0.3) ? { [name]: chance.pick(values) } : {};
  return {
    ...maybe("sort_by", ["created_at", "due_date", "priority", "title"]),
    ...maybe("sort_order", ["asc", "desc"]),
    ...maybe("status", ["pending", "pending,completed"]),
    ...maybe("priority", ["low", "urgent"]),
    ...maybe("tags", ["home", "HOME"]),
    ...maybe("due", ["none"]),
    ...maybe("search", ["tEa"]),
    limit: String(1 + chance.below(20)),
  };
}

test("500 random questions, walked page by page, give what a plain filter and sort gives", () => {
  const chance = seeded(7);
  const tasks = someTasks(chance, 120);
  for (let i = 0; i < 500; i++) {
    const query = someQuery(chance);
    expect(walked(tasks, query), JSON.stringify(query)).toEqual(naive(tasks, query));
  }
});

describe("pages", () => {
  test("go on without a gap when a task before the cursor goes and another comes", () => {
    const tasks = someTasks(seeded(3), 30);
    const query = { sort_by: "title", limit: "10" };
    const first = ask(tasks, query);
    const rest = naive(tasks, query).slice(10);
    const gone = tasks.filter(({ id }) => id !== first.items[4]?.id);

    const second = ask(gone, { ...query, cursor: first.next_cursor ?? "" });

    expect(second.items.map(({ id }) => id)).toEqual(rest.slice(0, 10));
  });

  test("tell how many there are in all", () => {
    expect(ask(someTasks(seeded(1), 30), { limit: "7" })).toMatchObject({ total: 30 });
  });

  test.each(["", "x", "e30", "W10", Buffer.from('["title asc",{},"a"]').toString("base64url")])(
    "refuse the cursor %j by its name",
    (cursor) => {
      expect(() => ask([], { cursor })).toThrow("cursor");
    },
  );

  test("refuse the cursor of another order", () => {
    const { next_cursor } = ask(someTasks(seeded(1), 5), { limit: "2", sort_by: "title" });

    expect(() => ask([], { cursor: next_cursor ?? "", sort_by: "priority" })).toThrow("cursor");
  });
});

describe("conditions", () => {
  const ada = aPerson();
  ada.adds({ title: "Whole day", due_date: "2026-01-05" });
  ada.adds({ title: "Morning", due_date: "2026-01-05T07:00:00Z" });
  ada.adds({ title: "Late", due_date: "2026-01-05T23:59:59Z" });
  ada.adds({ title: "Buy café", description: "with Émile", tags: ["Errand"] });
  const tasks = [...ada.view.tasks.values()];
  const titlesOf = (query: Written, now?: string) =>
    ask(tasks, { ...query, sort_by: "created_at", sort_order: "asc" }, now).items.map(
      ({ title }) => title,
    );

  test("a whole day as the end includes all of it", () => {
    expect(titlesOf({ due_date_end: "2026-01-05" })).toEqual(["Whole day", "Morning", "Late"]);
    expect(titlesOf({ due_date_end: "2026-01-04" })).toEqual([]);
  });

  test("a moment as a bound is compared as an instant", () => {
    expect(titlesOf({ due_date_start: "2026-01-05T09:00:00+01:00" })).toEqual(["Late"]);
  });

  test("a whole day is overdue on the next day, a moment at once", () => {
    expect(titlesOf({ due: "overdue" }, "2026-01-05T08:00:00.000Z")).toEqual(["Morning"]);
    expect(titlesOf({ due: "overdue" }, "2026-01-06T00:00:00.000Z")).toHaveLength(3);
  });

  test("a search finds all its words in title, description and tags, in any form", () => {
    expect(titlesOf({ search: "CAFE\u0301  errand émile" })).toEqual(["Buy café"]);
    expect(titlesOf({ search: "café tea" })).toEqual([]);
    expect(titlesOf({ search: ".*" })).toEqual([]);
  });
});
