import type { Task } from "../../shared/contracts/entities/task.ts";

/** The views, in the order in which they are offered. */
export const views = ["all", "today", "overdue", "done"] as const;
/** One of the views. */
export type View = (typeof views)[number];

/** The orders, in the order in which they are offered. */
export const orders = ["created_at", "due_date", "priority", "title", "updated_at"] as const;
/** One of the orders. */
export type Order = (typeof orders)[number];

/** What the list shows, and in which order. */
export interface Filter {
  readonly view: View;
  readonly search: string;
  readonly priority: Task["priority"] | "any";
  /** Empty for every tag. */
  readonly tag: string;
  readonly order: Order;
}

/** What a person sees first: all that is open, newest first. */
export const everything: Filter = {
  view: "all",
  search: "",
  priority: "any",
  tag: "",
  order: "created_at",
};

/** Whether the person narrowed the view down. */
export const isNarrowed = ({ search, priority, tag }: Filter): boolean =>
  search.trim() !== "" || priority !== "any" || tag !== "";

/** Filled a screen several times over; "Show more" asks for the next part. */
const partSize = 100;

/**
 * The query that brings at least the tasks of a filter. The server counts whole days in UTC, the
 * person in their own zone; so the query asks for the days of both, and `fits` decides.
 */
export function queryOf(filter: Filter, now: Date, cursor?: string): string {
  const { view, search, priority, tag, order } = filter;
  const query = new URLSearchParams({ sort_by: order, limit: String(partSize) });
  query.set("status", view === "done" ? "completed" : "pending,in_progress");
  if (view === "today") {
    const { start, end } = boundsOf(now);
    const day = dayOf(now);
    query.set("due_date_start", start.slice(0, 10) < day ? start : day);
    query.set("due_date_end", end > `${day}T~` ? end : day);
  }
  if (view === "overdue") query.set("due_date_end", now.toISOString());
  if (search.trim() !== "") query.set("search", search.trim());
  if (priority !== "any") query.set("priority", priority);
  if (tag !== "") query.set("tags", tag);
  if (cursor !== undefined) query.set("cursor", cursor);
  return query.toString();
}

/** Whether a task belongs into the list. */
export function fits(task: Task, filter: Filter, now: Date): boolean {
  const isDone = task.status === "completed";
  if (isDone !== (filter.view === "done")) return false;
  if (filter.view === "today" && !isDueToday(task, now)) return false;
  if (filter.view === "overdue" && !isOverdue(task, now)) return false;
  if (filter.priority !== "any" && task.priority !== filter.priority) return false;
  const tag = folded(filter.tag);
  if (tag !== "" && !task.tags.some((each) => folded(each) === tag)) return false;
  const text = folded(`${task.title}\n${task.description}\n${task.tags.join("\n")}`);
  return wordsOf(filter.search).every((word) => text.includes(word));
}

/** Whether a task is due on the person's present day. */
export function isDueToday({ due_date }: Task, now: Date): boolean {
  if (due_date === null) return false;
  if (!due_date.includes("T")) return due_date === dayOf(now);
  const { start, end } = boundsOf(now);
  return due_date >= start && due_date <= end;
}

/** Whether an open task's time has passed. */
export const isOverdue = ({ status, due_date }: Task, now: Date): boolean =>
  status !== "completed" &&
  due_date !== null &&
  due_date < (due_date.includes("T") ? now.toISOString() : dayOf(now));

const urgency = { low: 0, medium: 1, high: 2, urgent: 3 } as const;
/** After every date there is: tasks without one come last. */
const noDate = "~";

/** The order of the server, so that a task that arrives live stands where a reload puts it. */
export function comparison(order: Order): (a: Task, b: Task) => number {
  const sign = order === "title" || order === "due_date" ? 1 : -1;
  const placeOf = (task: Task): string | number => {
    switch (order) {
      case "priority":
        return urgency[task.priority];
      case "title":
        return folded(task.title);
      case "due_date":
        return task.due_date ?? noDate;
      case "created_at":
      case "updated_at":
        return task[order];
      default:
        return order satisfies never;
    }
  };
  return (a, b) => {
    const [left, right] = [placeOf(a), placeOf(b)];
    if (left !== right) return left < right ? -sign : sign;
    return a.id === b.id ? 0 : a.id < b.id ? -sign : sign;
  };
}

/** The person's own day, as "2026-01-05". */
export function dayOf(moment: Date): string {
  const month = String(moment.getMonth() + 1).padStart(2, "0");
  return `${moment.getFullYear()}-${month}-${String(moment.getDate()).padStart(2, "0")}`;
}

/** The first and the last moment of the person's day. */
function boundsOf(moment: Date): { readonly start: string; readonly end: string } {
  const start = new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
  const next = new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + 1);
  return { start: start.toISOString(), end: new Date(next.getTime() - 1).toISOString() };
}

const folded = (text: string): string => text.toLowerCase();

const wordsOf = (search: string): readonly string[] =>
  folded(search.normalize("NFC"))
    .split(/\s+/)
    .filter((word) => word !== "");
