import type { Recurrence } from "./shape.ts";
import { localOf, startOfDay } from "./zone.ts";

/** Where "from now on" begins (ms): a whole day that has begun still counts. */
export function windowStart({ dtstart, timezone }: Recurrence, ms: number): number {
  const isAllDay = dtstart.length === "2026-01-05".length;
  return isAllDay ? startOfDay(localOf(ms, timezone).day, timezone) : ms;
}
