import type { TaskPage, TaskQuery } from "../shared/contracts/api/tasks.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import { invalid } from "../shared/kit/problem.ts";

/** One page of the tasks that fit all conditions. A linear scan: 10,000 tasks take some ms. */
export function listTasks(tasks: Iterable<Task>, query: TaskQuery, now: string): TaskPage {
  const fits = condition(query, now);
  const order = orderOf(query);
  const after = query.cursor === undefined ? undefined : parseCursor(query.cursor, order.name);
  const best = topOf(query.limit + 1, order.compare);
  let total = 0;
  for (const task of tasks) {
    if (!fits(task)) continue;
    total++;
    const place = order.placeOf(task);
    if (after === undefined || order.compare(after, place) < 0) best.offer(place);
  }
  const found = best.sorted();
  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  const more = found.length > query.limit && last !== undefined;
  return {
    items: items.flatMap(({ task }) => (task ? [task] : [])),
    next_cursor: more ? cursorOf(last, order.name) : null,
    total,
  };
}

/** Where a task stands in an order: first by the value, then by id, so that no two are equal. */
interface Place {
  readonly value: string | number;
  readonly id: string;
  readonly task?: Task;
}

interface Order {
  readonly name: string;
  placeOf(task: Task): Place;
  compare(a: Place, b: Place): number;
}

const urgency = { low: 0, medium: 1, high: 2, urgent: 3 } as const;
/** After every date there is: tasks without one come last in either direction. */
const noDate = { asc: "~", desc: "" } as const;

function orderOf({ sort_by, sort_order }: TaskQuery): Order {
  const direction = sort_order ?? (sort_by === "title" || sort_by === "due_date" ? "asc" : "desc");
  const sign = direction === "asc" ? 1 : -1;
  const sortValue = (task: Task): string | number => {
    switch (sort_by) {
      case "priority":
        return urgency[task.priority];
      case "title":
        return folded(task.title);
      case "due_date":
        return task.due_date ?? noDate[direction];
      case "created_at":
      case "updated_at":
        return task[sort_by];
      default:
        return sort_by satisfies never;
    }
  };
  return {
    name: `${sort_by} ${direction}`,
    placeOf: (task) => ({ value: sortValue(task), id: task.id, task }),
    compare: (a, b) => {
      if (a.value !== b.value) return a.value < b.value ? -sign : sign;
      return a.id === b.id ? 0 : a.id < b.id ? -sign : sign;
    },
  };
}

/** Keeps the first `size` places of a stream, without sorting all of it. */
function topOf(size: number, compare: Order["compare"]) {
  const kept: Place[] = [];
  return {
    offer(place: Place): void {
      const last = kept.at(-1);
      if (kept.length === size && last && compare(place, last) >= 0) return;
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const at = kept[middle];
        if (at && compare(at, place) < 0) low = middle + 1;
        else high = middle;
      }
      kept.splice(low, 0, place);
      if (kept.length > size) kept.pop();
    },
    sorted: (): readonly Place[] => kept,
  };
}

type Condition = (task: Task) => boolean;

function condition(query: TaskQuery, now: string): Condition {
  const conditions: Condition[] = [];
  const { status, priority, tags, search, due } = query;
  if (status) conditions.push((task) => status.includes(task.status));
  if (priority) conditions.push((task) => priority.includes(task.priority));
  if (tags) {
    const wanted = tags.map(folded);
    conditions.push((task) => wanted.every((tag) => task.tags.some((has) => folded(has) === tag)));
  }
  if (query.due_date_start) conditions.push(notBefore(query.due_date_start));
  if (query.due_date_end) conditions.push(notAfter(query.due_date_end));
  if (due === "none") conditions.push((task) => task.due_date === null);
  if (due === "overdue") conditions.push(overdue(now));
  if (search) {
    // Texts are kept in NFC; a search is typed in whatever form a keyboard makes.
    const words = folded(search.normalize("NFC"))
      .split(/\s+/)
      .filter((word) => word !== "");
    conditions.push((task) => {
      const text = searchText(task);
      return words.every((word) => text.includes(word));
    });
  }
  return (task) => conditions.every((fits) => fits(task));
}

/** Whole days and instants compare as text: a day stands before every moment of it. */
const notBefore = (start: string): Condition => {
  const from = start.includes("T") ? new Date(start).toISOString() : start;
  return (task) => task.due_date !== null && task.due_date >= from;
};

/** A whole day as the end includes its last moment. */
const notAfter = (end: string): Condition => {
  const to = end.includes("T") ? new Date(end).toISOString() : `${end}T~`;
  return (task) => task.due_date !== null && task.due_date <= to;
};

const overdue = (now: string): Condition => {
  const today = now.slice(0, 10);
  return (task) =>
    task.status !== "completed" &&
    task.due_date !== null &&
    task.due_date < (task.due_date.includes("T") ? now : today);
};

const folded = (text: string) => text.toLowerCase();

/** Folding 10,000 descriptions takes longer than searching them: done once a version of a task. */
const searchTexts = new WeakMap<Task, string>();

function searchText(task: Task): string {
  const known = searchTexts.get(task);
  if (known !== undefined) return known;
  const text = folded(`${task.title}\n${task.description}\n${task.tags.join("\n")}`);
  searchTexts.set(task, text);
  return text;
}

const cursorOf = ({ value, id }: Place, order: string): string =>
  Buffer.from(JSON.stringify([order, value, id])).toString("base64url");

function parseCursor(cursor: string, order: string): Place {
  const refused = invalid("cursor", "take it unchanged from next_cursor of the same query");
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    const [name, value, id] = Array.isArray(parsed) ? parsed : [];
    if (name !== order || typeof id !== "string") throw refused;
    if (typeof value !== "string" && typeof value !== "number") throw refused;
    return { value, id };
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw refused;
    throw thrown;
  }
}
