import { type Context, Hono } from "hono";
import { service } from "../../../components/model/service.ts";
import {
  type NewTask,
  newTask,
  type TaskQuery,
  taskQuery,
} from "../../../services/shared/contracts/api/tasks.ts";
import { eventId } from "../../../services/shared/contracts/domain-event.ts";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import { taskCreated } from "../../../services/shared/contracts/task-created.ts";
import { taskUpdates } from "../../../services/shared/contracts/task-updates.ts";
import { jsonBody, matching } from "../../../services/shared/kit/body.ts";
import type { Connection } from "../../../services/shared/kit/connect.ts";
import { ConflictError, RetryableError } from "../../../services/shared/kit/errors.ts";
import { host, type Program } from "../../../services/shared/kit/host.ts";
import { personIn, queryOf } from "../../../services/shared/kit/peer-call.ts";

/** What every rival declares: it takes the place of the task service. */
const rivalSpec = service({
  id: "task",
  summary: "Another way to keep tasks, measured against the log.",
  publishes: [taskCreated, taskUpdates],
  state: ["item", "ids", "index"],
});

export type Keeping = Pick<Connection<typeof rivalSpec>, "state" | "key">;

/** One way to keep a person's tasks. */
export interface Design {
  /** Makes the task durable; gives its number among the person's tasks, from 1. */
  add(user: string, task: Task): Promise<number>;
  /** One page of the tasks that fit. */
  page(user: string, query: TaskQuery, now: string): Promise<unknown>;
}

/** The create and list routes of a design, validated and published as the task service does. */
export const rival = (design: (keeping: Keeping) => Design): Program =>
  host(rivalSpec, ({ state, key, publishAll }, ports) => {
    const { add, page } = design({ state, key });
    const now = () => new Date(ports.clock.now()).toISOString();
    const create = async (c: Context) => {
      const user = personIn(c);
      const task = pendingTask(user, ports.newId(), now(), await jsonBody(c, newTask));
      const seq = await add(user, task);
      await publishAll([
        { topic: "task.created", data: createdEvent(task, seq) },
        {
          topic: "task-updates",
          data: { user_id: user, seq, aggregate_id: task.id, event_type: "task.created" },
        },
      ]);
      return c.json(task, 201);
    };
    const routes = new Hono()
      .post("/tasks", create)
      .get("/tasks", async (c) =>
        c.json(await page(personIn(c), matching(taskQuery, queryOf(c)), now())),
      );
    return { on: {}, every: {}, routes };
  });

/** The task that an accepted request asks for. */
export function pendingTask(user: string, id: string, now: string, input: NewTask): Task {
  const { title, description, priority, tags, due_date, timezone } = input;
  return {
    id,
    user_id: user,
    title,
    description,
    status: "pending",
    priority,
    tags,
    due_date: due_date ?? null,
    timezone: timezone ?? null,
    reminders: [],
    recurring_task_id: null,
    version: 1,
    created_at: now,
    updated_at: now,
    completed_at: null,
  };
}

const createdEvent = (task: Task, seq: number) => ({
  event_id: eventId(task.user_id, seq),
  event_type: "task.created" as const,
  schema_version: "1.0",
  aggregate_id: task.id,
  aggregate_version: 1,
  user_id: task.user_id,
  timestamp: task.created_at,
  payload: task,
});

/** As patient as the log itself. */
const attemptsMax = 20;

/** Repeats a compare-and-set that lost, as every design with a shared key must. */
export async function untilWritten<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = attemptsMax; ; left--) {
    try {
      return await attempt();
    } catch (thrown) {
      const isLost = thrown instanceof ConflictError || thrown instanceof RetryableError;
      if (!isLost || left === 0) throw thrown;
    }
  }
}
