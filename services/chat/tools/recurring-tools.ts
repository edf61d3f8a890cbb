import { z } from "zod";
import {
  deleteScope,
  newRecurringTask,
  recurringTaskAnswer,
  recurringTaskList,
  recurringTaskPatch,
  templateScope,
} from "../../shared/contracts/api/recurring-tasks.ts";
import { aggregateId } from "../../shared/contracts/domain-event.ts";
import { nothing } from "./task-tools.ts";
import { tool } from "./tool.ts";

const id = aggregateId.describe("The `id` of a recurring task, as list_recurring shows it.");
const oneTemplate = z.strictObject({ id });

export const listRecurring = tool({
  name: "list_recurring",
  says: "Lists what repeats, each with its rule in words and its next dates.",
  effect: "read",
  idempotent: true,
  input: z.strictObject({}),
  output: recurringTaskList,
  run: (_input, { ask }) => ask(recurringTaskList, { path: "/recurring-tasks" }),
});

export const createRecurring = tool({
  name: "create_recurring",
  says: "Makes a task that repeats by an RFC 5545 RRULE, daily to yearly. Name its timezone.",
  effect: "change",
  idempotent: false,
  input: newRecurringTask,
  output: recurringTaskAnswer,
  run: (body, { ask }) =>
    ask(recurringTaskAnswer, { method: "POST", path: "/recurring-tasks", body }),
});

export const editRecurring = tool({
  name: "edit_recurring",
  says:
    "Changes what repeats, and its open tasks still to come; with `following` and `from` only " +
    "those from that date on. What is left out stays.",
  effect: "change",
  idempotent: true,
  input: templateScope.safeExtend({ id, changes: recurringTaskPatch }),
  output: recurringTaskAnswer,
  run: ({ id, changes, scope, from }, { ask }) =>
    ask(recurringTaskAnswer, {
      method: "PATCH",
      path: `/recurring-tasks/${id}`,
      query: { scope, from },
      body: changes,
    }),
});

export const pauseRecurring = tool({
  name: "pause_recurring",
  says: "No new tasks come from what repeats until it is resumed.",
  effect: "change",
  idempotent: true,
  input: oneTemplate,
  output: recurringTaskAnswer,
  run: ({ id }, { ask }) =>
    ask(recurringTaskAnswer, { method: "POST", path: `/recurring-tasks/${id}/pause` }),
});

export const resumeRecurring = tool({
  name: "resume_recurring",
  says: "Lets what was paused repeat again.",
  effect: "change",
  idempotent: true,
  input: oneTemplate,
  output: recurringTaskAnswer,
  run: ({ id }, { ask }) =>
    ask(recurringTaskAnswer, { method: "POST", path: `/recurring-tasks/${id}/resume` }),
});

export const skipRecurring = tool({
  name: "skip_recurring",
  says: "Leaves out the next date of what repeats.",
  effect: "change",
  idempotent: false,
  input: oneTemplate,
  output: recurringTaskAnswer,
  run: ({ id }, { ask }) =>
    ask(recurringTaskAnswer, { method: "POST", path: `/recurring-tasks/${id}/skip` }),
});

export const deleteRecurring = tool({
  name: "delete_recurring",
  says:
    "Stops what repeats for good: `template` leaves the tasks that are there, `following` " +
    "deletes the open ones still to come, or with `from` those from that date on. Let the " +
    "person confirm it.",
  effect: "destroy",
  idempotent: true,
  input: templateScope.safeExtend({ id }),
  output: z.object({ deleted: aggregateId, scope: deleteScope }),
  async run({ id, scope, from }, { ask }) {
    const query = { scope, from };
    await ask(nothing, { method: "DELETE", path: `/recurring-tasks/${id}`, query });
    return { deleted: id, scope };
  },
});
