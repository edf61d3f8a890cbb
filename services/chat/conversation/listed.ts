import type { Filter } from "../../shared/contracts/api/parsed.ts";
import { pageSizeMax, type TaskPage } from "../../shared/contracts/api/tasks.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import type { ToolInputs } from "../tools/tools.ts";
import { look } from "./look.ts";
import type { Lookup } from "./lookup.ts";
import type { Around } from "./plan.ts";
import { fitsIn, isAboutDone, type Span, spanOf, wasDoneIn } from "./span.ts";

/** Tasks of a filter, in order of their dates, and how many there are when not all were read. */
interface Listed {
  readonly tasks: readonly Task[];
  readonly total: number;
}

/** What counts as open: who asks for it means also what was begun. */
export const openStatuses = ["pending", "in_progress"] as const;

/** The tasks that a filter names. */
export async function listed(
  { filter, status, pagesMax }: Extract<Lookup, { kind: "list" }>,
  tools: Toolbox,
  around: Around,
): Promise<Listed> {
  const span = spanOf(filter, around);
  if (isAboutDone(filter)) return doneThen(filter, { span, pagesMax }, tools, around);
  const statuses = statusesOf(filter.status ?? status);
  const query = {
    ...conditions(filter),
    ...days(span),
    ...(statuses.length > 0 ? { status: [...statuses] } : {}),
    sort_by: "due_date" as const,
  };
  const { tasks: all, total } = await pages(query, pagesMax, tools);
  const tasks = all.filter((task) => fitsIn(task, span, around));
  return { tasks, total: total - (all.length - tasks.length) };
}

/** The service knows no day of completion; it is never later than the last change. */
async function doneThen(
  filter: Filter,
  { span, pagesMax }: { readonly span: Span; readonly pagesMax: number },
  tools: Toolbox,
  around: Around,
): Promise<Listed> {
  const query = {
    ...conditions(filter),
    status: ["completed" as const],
    sort_by: "updated_at" as const,
    sort_order: "desc" as const,
  };
  const { tasks: all } = await pages(query, pagesMax, tools);
  const tasks = all
    .filter((task) => wasDoneIn(task, span, around))
    .sort((a, b) => Date.parse(a.completed_at ?? "") - Date.parse(b.completed_at ?? ""));
  return { tasks, total: tasks.length };
}

async function pages(
  query: Omit<ToolInputs["list_tasks"], "limit" | "cursor">,
  pagesMax: number,
  tools: Toolbox,
): Promise<Listed> {
  const tasks: Task[] = [];
  let total = 0;
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const answer: TaskPage = await look(tools, "list_tasks", {
      ...query,
      limit: pageSizeMax,
      ...(cursor === undefined ? {} : { cursor }),
    });
    tasks.push(...answer.items);
    total = answer.total;
    if (answer.next_cursor === null) break;
    cursor = answer.next_cursor;
  }
  return { tasks, total };
}

function statusesOf(status: NonNullable<Filter["status"]> | "open" | "any") {
  switch (status) {
    case "any":
      return [];
    case "open":
    case "pending":
      return openStatuses;
    case "in_progress":
    case "completed":
      return [status];
    default:
      return status satisfies never;
  }
}

const conditions = ({ priority, tags, text, when }: Filter) => ({
  ...(priority === undefined ? {} : { priority: [priority] }),
  ...(tags === undefined || tags.length === 0 ? {} : { tags: [...tags] }),
  ...(text === undefined ? {} : { search: text }),
  ...(when === "no-date" ? { due: "none" as const } : {}),
});

/** The service compares in UTC, whose date may be the one before or after. */
const days = ({ from, to }: Span) => ({
  ...(from === undefined ? {} : { due_date_start: String(from.subtract({ days: 1 })) }),
  ...(to === undefined ? {} : { due_date_end: String(to.add({ days: 1 })) }),
});
