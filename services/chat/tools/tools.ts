import type { z } from "zod";
import { agenda } from "./agenda.ts";
import { bulkTasks, undo } from "./many-tools.ts";
import { parseText } from "./parse-text.ts";
import {
  createRecurring,
  deleteRecurring,
  editRecurring,
  listRecurring,
  pauseRecurring,
  resumeRecurring,
  skipRecurring,
} from "./recurring-tools.ts";
import { addReminder, dismissReminder, snoozeReminder } from "./reminder-tools.ts";
import {
  completeTask,
  createTask,
  deleteTask,
  editTask,
  getTask,
  listTasks,
  reopenTask,
} from "./task-tools.ts";

/** Everything that can be asked for in chat, whoever understood the words. */
export const tools = {
  create_task: createTask,
  list_tasks: listTasks,
  get_task: getTask,
  agenda,
  edit_task: editTask,
  complete_task: completeTask,
  reopen_task: reopenTask,
  delete_task: deleteTask,
  bulk_tasks: bulkTasks,
  add_reminder: addReminder,
  snooze_reminder: snoozeReminder,
  dismiss_reminder: dismissReminder,
  list_recurring: listRecurring,
  create_recurring: createRecurring,
  edit_recurring: editRecurring,
  pause_recurring: pauseRecurring,
  resume_recurring: resumeRecurring,
  skip_recurring: skipRecurring,
  delete_recurring: deleteRecurring,
  undo,
  parse_text: parseText,
} as const;

export type Tools = typeof tools;
export type ToolName = keyof Tools;
/** What a tool takes, by its name. */
export type ToolInputs = { readonly [N in ToolName]: z.input<Tools[N]["input"]> };
/** What a tool gives, by its name. */
export type ToolOutputs = { readonly [N in ToolName]: z.output<Tools[N]["output"]> };

/** Whether there is a tool of this name; "constructor" is none. */
export const isToolName = (name: string): name is ToolName => Object.hasOwn(tools, name);
