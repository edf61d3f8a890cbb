import type { Task } from "../../../shared/contracts/entities/task.ts";

/** An open task with nothing special about it, but for what a test names. */
export const aTask = (fields: Partial<Task> = {}): Task => ({
  id: "t1",
  user_id: "ada",
  title: "Water the plants",
  description: "",
  status: "pending",
  priority: "medium",
  tags: [],
  due_date: null,
  timezone: null,
  reminders: [],
  recurring_task_id: null,
  version: 1,
  created_at: "2026-01-01T08:00:00.000Z",
  updated_at: "2026-01-01T08:00:00.000Z",
  completed_at: null,
  ...fields,
});
