import { z } from "zod";
import { aggregateId } from "../domain-event.ts";
import { reminder } from "./reminder.ts";
import { task } from "./task.ts";

/** A reminder together with the task it is about, as a channel needs it. */
export const dueReminder = z.object({ reminder, task, task_id: aggregateId });

export type DueReminder = z.output<typeof dueReminder>;
