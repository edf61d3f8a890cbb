import { templateScope } from "../shared/contracts/api/recurring-tasks.ts";
import { changedTask, exampleReminder, exampleTemplate } from "./examples.ts";
import type { Operation } from "./operation.ts";

const repeating = { group: "Recurring tasks", proof: "token", scope: "tasks:read" } as const;
const command = { ...repeating, scope: "tasks:write", headers: ["Idempotency-Key"] } as const;
const change = { ...command, headers: ["Idempotency-Key", "If-Match"] } as const;
const templateAnswer = (says: string, example: unknown) =>
  ({ status: 200, says, schema: "RecurringTask", example, headers: ["ETag"] }) as const;
const later = { ...exampleTemplate, version: 2, updated_at: changedTask.updated_at };

/** What people do with what repeats. */
const recurringOperations: readonly Operation[] = [
  {
    ...repeating,
    method: "get",
    path: "/api/recurring-tasks",
    id: "listRecurringTasks",
    summary: "List what repeats",
    answer: {
      status: 200,
      says: "All templates that are active or paused.",
      schema: "RecurringTaskList",
      example: { items: [exampleTemplate] },
    },
  },
  {
    ...command,
    method: "post",
    path: "/api/recurring-tasks",
    id: "createRecurringTask",
    summary: "Repeat a task",
    description: "Its tasks for the next 28 days appear moments later, and then day by day.",
    request: {
      schema: "NewRecurringTask",
      example: {
        title: exampleTemplate.title,
        recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO", timezone: "Europe/Berlin" },
        reminder_offsets: ["PT15M"],
      },
    },
    answer: {
      ...templateAnswer("The template.", exampleTemplate),
      status: 201,
      headers: ["ETag", "Location"],
    },
  },
  {
    ...repeating,
    method: "get",
    path: "/api/recurring-tasks/{id}",
    id: "readRecurringTask",
    summary: "Read one template",
    answer: templateAnswer("The template, also one that was stopped.", exampleTemplate),
  },
  {
    ...change,
    method: "patch",
    path: "/api/recurring-tasks/{id}",
    id: "editRecurringTask",
    summary: "Change a template and its open tasks to come",
    description:
      "With `scope=following&from=` only that date and those after it change: they become a \
template of their own, which is the answer.",
    query: { schema: templateScope, example: "scope=following&from=2026-01-19T09:00:00" },
    request: { schema: "RecurringTaskPatch", example: { title: "Exercise outside" } },
    answer: templateAnswer("The template as it is now.", { ...later, title: "Exercise outside" }),
  },
  {
    ...change,
    method: "delete",
    path: "/api/recurring-tasks/{id}",
    id: "deleteRecurringTask",
    summary: "Stop repeating",
    description:
      "`following` also removes the open tasks that are still to come; with `from`, only that date \
and those after it end.",
    query: { schema: templateScope, example: "scope=following&from=2026-01-19T09:00:00" },
    answer: { status: 204, says: "No more tasks will be made; undo brings it back." },
  },
  {
    ...change,
    method: "post",
    path: "/api/recurring-tasks/{id}/pause",
    id: "pauseRecurringTask",
    summary: "Make no tasks for now",
    answer: templateAnswer("The template.", { ...later, status: "paused", next: [] }),
  },
  {
    ...change,
    method: "post",
    path: "/api/recurring-tasks/{id}/resume",
    id: "resumeRecurringTask",
    summary: "Go on making tasks",
    answer: templateAnswer("The template.", later),
  },
  {
    ...change,
    method: "post",
    path: "/api/recurring-tasks/{id}/skip",
    id: "skipRecurringTask",
    summary: "Leave out the next date",
    answer: templateAnswer("The template.", {
      ...later,
      exceptions: ["2026-01-05T09:00:00"],
      next: ["2026-01-12T09:00:00", "2026-01-19T09:00:00", "2026-01-26T09:00:00"],
    }),
  },
];

const reminding = {
  group: "Reminders",
  proof: "token",
  scope: "tasks:write",
  headers: ["Idempotency-Key"],
} as const;
const reminded = { ...changedTask, reminders: [exampleReminder] };

const reminderOperations: readonly Operation[] = [
  {
    ...reminding,
    headers: ["Idempotency-Key", "If-Match"],
    method: "post",
    path: "/api/tasks/{id}/reminders",
    id: "addReminder",
    summary: "Add a reminder",
    description: "At most three a task; its moment must be in the future.",
    request: { schema: "ReminderInput", example: { offset: "PT15M" } },
    answer: {
      status: 201,
      says: "The task with its reminders.",
      schema: "Task",
      example: reminded,
      headers: ["ETag", "Location"],
    },
  },
  {
    ...reminding,
    method: "post",
    path: "/api/reminders/{id}/snooze",
    id: "snoozeReminder",
    summary: "Let a reminder come later",
    request: { schema: "Snooze", example: { minutes: 15 } },
    answer: {
      status: 200,
      says: "The task with its reminders.",
      schema: "Task",
      example: reminded,
      headers: ["ETag"],
    },
  },
  {
    ...reminding,
    method: "post",
    path: "/api/reminders/{id}/dismiss",
    id: "dismissReminder",
    summary: "Let a reminder not come",
    answer: {
      status: 200,
      says: "The task with its reminders.",
      schema: "Task",
      example: { ...changedTask, reminders: [{ ...exampleReminder, status: "canceled" }] },
      headers: ["ETag"],
    },
  },
];

/** What has to do with time. */
export const timeOperations: readonly Operation[] = [...recurringOperations, ...reminderOperations];
