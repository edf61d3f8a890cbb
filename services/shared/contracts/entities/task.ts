import { z } from "zod";
import { aggregateId, instant, userId } from "../domain-event.ts";
import { reminder } from "./reminder.ts";

export const titleMax = 200;
export const descriptionMax = 2_000;
export const tagsMax = 10;
export const tagLengthMax = 50;

export const taskStatus = z.enum(["pending", "in_progress", "completed"]);
export const priority = z.enum(["low", "medium", "high", "urgent"]);
/** A whole day ("2026-01-05") or an instant in UTC ("2026-01-05T08:00:00.000Z"). */
export const dueDate = z.union([z.iso.date(), instant]);

/** One thing to do. */
export const task = z.object({
  id: aggregateId,
  user_id: userId,
  title: z.string().min(1).max(titleMax),
  description: z.string().max(descriptionMax),
  status: taskStatus,
  priority,
  tags: z.array(z.string().min(1).max(tagLengthMax)).max(tagsMax),
  due_date: dueDate.nullable(),
  /** The IANA zone in which the due date was meant. */
  timezone: z.string().max(64).nullable(),
  reminders: z.array(reminder).max(3),
  /** The template that this task is an occurrence of. */
  recurring_task_id: aggregateId.nullable(),
  version: z.int().min(1),
  created_at: instant,
  updated_at: instant,
  completed_at: instant.nullable(),
});

export type Task = z.output<typeof task>;
export type TaskStatus = z.output<typeof taskStatus>;
export type Priority = z.output<typeof priority>;
