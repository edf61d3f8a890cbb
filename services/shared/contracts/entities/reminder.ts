import { z } from "zod";
import { aggregateId, instant } from "../domain-event.ts";

/** A reminder that nags comes again after so many minutes: often enough, and no alarm clock. */
export const nagMinutes = z.int().min(5).max(1_440);

/** When a person is told about a task. At most three belong to one task (FR-019). */
export const reminder = z.object({
  id: aggregateId,
  /** ISO 8601 duration before the due date, or null when the moment was given itself. */
  offset: z
    .string()
    .regex(/^P(?=.)(\d{1,3}D)?(T(?=.)(\d{1,4}H)?(\d{1,5}M)?)?$/)
    .nullable(),
  at: instant,
  status: z.enum(["pending", "triggered", "canceled"]),
  /** Minutes after which it comes again while the task is open; null or left out: it comes once. */
  nag_minutes: nagMinutes.nullable().optional(),
  /** How often it came again so far. */
  nag_count: z.int().min(0).optional(),
});

export type Reminder = z.output<typeof reminder>;
