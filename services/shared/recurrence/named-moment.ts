import { type LocalTime, weekdayOf } from "./local-time.ts";
import { instantOf, localOf } from "./zone.ts";

/** A moment that people name instead of a time. */
export type NamedMoment = "tonight" | "tomorrow" | "next-week";

const evening = 19 * 3_600;
const morning = 9 * 3_600;

/** The instant (ms): 19:00 today, 9:00 tomorrow, or 9:00 on the coming Monday, on that wall. */
export function namedMoment(name: NamedMoment, nowMs: number, timezone: string): number {
  return instantOf(localMoment(name, localOf(nowMs, timezone).day), timezone);
}

function localMoment(name: NamedMoment, today: number): LocalTime {
  switch (name) {
    case "tonight":
      return { day: today, secondOfDay: evening };
    case "tomorrow":
      return { day: today + 1, secondOfDay: morning };
    case "next-week":
      return { day: today + 7 - weekdayOf(today), secondOfDay: morning };
    default:
      return name satisfies never;
  }
}
