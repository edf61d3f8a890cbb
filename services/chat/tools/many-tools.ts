import { z } from "zod";
import { dueInput, timezone } from "../../shared/contracts/api/due.ts";
import { snooze } from "../../shared/contracts/api/reminders.ts";
import {
  bulkMax,
  bulkRequest,
  bulkResult,
  tagList,
  undoResult,
} from "../../shared/contracts/api/tasks.ts";
import { taskId } from "./task-tools.ts";
import { tool } from "./tool.ts";

/** One object instead of five: both protocols that describe tools want an object at the root. */
const anyBulk = z.strictObject({
  action: z.enum(["complete", "delete", "tag", "move", "snooze"]),
  ids: z.array(taskId).min(1).max(bulkMax),
  tags: tagList.shape.tags.describe("For `tag`: the tags that all of them get.").optional(),
  due_date: dueInput.nullable().describe("For `move`: null clears the date.").optional(),
  timezone: timezone.nullable().describe("For `move`: places a local time.").optional(),
  snooze: snooze.describe("For `snooze`: until when.").optional(),
});

export const bulkTasks = tool({
  name: "bulk_tasks",
  says: "Does the same to many tasks, taken back by one undo. Let the person confirm it.",
  effect: "destroy",
  idempotent: true,
  input: anyBulk.pipe(bulkRequest),
  output: bulkResult,
  run: (body, { ask }) => ask(bulkResult, { method: "POST", path: "/tasks/bulk", body }),
});

export const undo = tool({
  name: "undo",
  says: "Takes back the person's last command, for 10 minutes; again for the one before.",
  effect: "change",
  idempotent: false,
  input: z.strictObject({}),
  output: undoResult,
  run: (_input, { ask }) => ask(undoResult, { method: "POST", path: "/undo" }),
});
