import { z } from "zod";
import { aggregateId, instant } from "../domain-event.ts";

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
});

export type Reminder = z.output<typeof reminder>;
