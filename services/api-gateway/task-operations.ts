import { taskQuery } from "../shared/contracts/api/tasks.ts";
import { changedTask, doneTask, exampleTask } from "./examples.ts";
import type { Operation } from "./operation.ts";

const command = {
  group: "Tasks",
  proof: "token",
  scope: "tasks:write",
  headers: ["Idempotency-Key"],
} as const;
const change = { ...command, headers: ["Idempotency-Key", "If-Match"] } as const;
const taskAnswer = (says: string, example: unknown) =>
  ({ status: 200, says, schema: "Task", example, headers: ["ETag"] }) as const;

/** What people do with their tasks. */
export const taskOperations: readonly Operation[] = [
  {
    method: "get",
    path: "/api/tasks",
    id: "listTasks",
    group: "Tasks",
    summary: "List, search and filter",
    description: "All conditions hold together. Dates are inclusive.",
    proof: "token",
    scope: "tasks:read",
    query: { schema: taskQuery, example: "status=pending,in_progress&sort_by=due_date&limit=20" },
    answer: {
      status: 200,
      says: "One page.",
      schema: "TaskPage",
      example: { items: [exampleTask], next_cursor: null, total: 1 },
    },
  },
  {
    ...command,
    method: "post",
    path: "/api/tasks",
    id: "createTask",
    summary: "Create a task",
    request: {
      schema: "NewTask",
      example: {
        title: exampleTask.title,
        description: exampleTask.description,
        tags: exampleTask.tags,
        due_date: "2026-01-05T09:00:00",
        timezone: "Europe/Berlin",
      },
    },
    answer: {
      ...taskAnswer("The task.", exampleTask),
      status: 201,
      headers: ["ETag", "Location"],
    },
  },
  {
    ...command,
    method: "post",
    path: "/api/tasks/bulk",
    id: "changeTasks",
    summary: "Complete, delete, tag or move many at once",
    description: "Each task gets its own result; one undo takes all of them back.",
    request: { schema: "BulkRequest", example: { action: "complete", ids: [exampleTask.id] } },
    answer: {
      status: 200,
      says: "What became of each task, in the order of the ids.",
      schema: "BulkResult",
      example: { results: [{ id: exampleTask.id, status: "done", task: doneTask }] },
    },
  },
  {
    method: "get",
    path: "/api/tasks/{id}",
    id: "readTask",
    group: "Tasks",
    summary: "Read one task",
    proof: "token",
    scope: "tasks:read",
    answer: taskAnswer("The task.", exampleTask),
  },
  {
    ...change,
    method: "patch",
    path: "/api/tasks/{id}",
    id: "editTask",
    summary: "Change some fields",
    description: "What is left out stays as it is; `null` clears a date.",
    request: { schema: "TaskPatch", example: { title: "Water all plants", priority: "high" } },
    answer: taskAnswer("The task as it is now.", {
      ...changedTask,
      title: "Water all plants",
      priority: "high",
    }),
  },
  {
    ...change,
    method: "delete",
    path: "/api/tasks/{id}",
    id: "deleteTask",
    summary: "Delete a task",
    answer: { status: 204, says: "It is gone; undo brings it back." },
  },
  {
    ...change,
    method: "put",
    path: "/api/tasks/{id}/tags",
    id: "setTags",
    summary: "Replace the tags",
    request: { schema: "TagList", example: { tags: ["home", "garden"] } },
    answer: taskAnswer("The task as it is now.", { ...changedTask, tags: ["home", "garden"] }),
  },
  {
    ...change,
    method: "post",
    path: "/api/tasks/{id}/complete",
    id: "completeTask",
    summary: "Complete a task",
    description: "A task that is complete already stays as it is.",
    answer: taskAnswer("The task as it is now.", doneTask),
  },
  {
    ...command,
    method: "post",
    path: "/api/undo",
    id: "undo",
    summary: "Take back the last command",
    description: "Possible for 10 minutes, step by step, also for what another window did.",
    answer: {
      status: 200,
      says: "The tasks as they are now; those that are gone are only named.",
      schema: "UndoResult",
      example: { undone: "complete", tasks: [{ ...exampleTask, version: 3 }], removed: [] },
    },
    problems: ["conflict"],
  },
];
