import type { Send } from "../../../components/model/http.ts";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import { daprState, type Precondition, stateKey } from "../../../services/shared/kit/state.ts";
import { listTasks } from "../../../services/task/query.ts";
import { type Keeping, rival, untilWritten } from "./rival.ts";

/**
 * The second usual design: one document for each person with all that is listed and searched. It
 * is read whole by every question and rewritten whole by every command.
 */
export const oneIndex = rival(({ state, key }: Keeping) => ({
  add: (user, task) =>
    untilWritten(async () => {
      const stored = await state.get(key("index", user));
      const rows = stored ? parseRows(stored.value) : [];
      const when: Precondition = stored ? { etag: stored.etag } : "absent";
      await state.set(key("index", user), [...rows, rowOf(task)], { when });
      return rows.length + 1;
    }),
  async page(user, query, now) {
    const stored = await state.get(key("index", user));
    const rows = stored ? parseRows(stored.value) : [];
    return listTasks(
      rows.map((row) => taskOf(user, row)),
      query,
      now,
    );
  },
}));

/** Adds tasks at once: one by one each of 10,000 would rewrite all that are there already. */
export async function fillIndex(send: Send, user: string, tasks: readonly Task[]): Promise<void> {
  const state = daprState(send);
  const key = stateKey("index", user);
  const stored = await state.get(key);
  const rows = stored ? parseRows(stored.value) : [];
  await state.set(key, [...rows, ...tasks.map(rowOf)], { when: "none" });
}

/** A task without the names of its fields: 10,000 must fit into the 4 MiB of a request. */
type Row = readonly [
  id: string,
  title: string,
  description: string,
  status: Task["status"],
  priority: Task["priority"],
  tags: string[],
  due: string | null,
  timezone: string | null,
  version: number,
  created: string,
  updated: string,
  completed: string | null,
];

const rowOf = (task: Task): Row => [
  task.id,
  task.title,
  task.description,
  task.status,
  task.priority,
  task.tags,
  task.due_date,
  task.timezone,
  task.version,
  task.created_at,
  task.updated_at,
  task.completed_at,
];

function taskOf(user: string, row: Row): Task {
  const [id, title, description, status, priority, tags, due, zone, version, ...times] = row;
  const [created_at, updated_at, completed_at] = times;
  return {
    id,
    user_id: user,
    title,
    description,
    status,
    priority,
    tags,
    due_date: due,
    timezone: zone,
    reminders: [],
    recurring_task_id: null,
    version,
    created_at,
    updated_at,
    completed_at,
  };
}

/** Parses what this module wrote. */
const parseRows = (value: unknown): readonly Row[] => value as Row[];
