import { Temporal } from "temporal-polyfill";
import type { QuietHours } from "../shared/contracts/api/settings.ts";

/**
 * When the quiet hours that hold this instant (ms) end; undefined outside of them. They follow the
 * clock on the person's wall, so they last an hour more or less when that clock is changed.
 */
export function quietUntil({ from, to, timezone }: QuietHours, nowMs: number): number | undefined {
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timezone);
  const time = now.toPlainTime().toString({ smallestUnit: "minute" });
  const isOverMidnight = to < from;
  const isQuiet = isOverMidnight ? time >= from || time < to : time >= from && time < to;
  if (!isQuiet) return undefined;
  const day = time < to ? now.toPlainDate() : now.toPlainDate().add({ days: 1 });
  const end = day.toPlainDateTime(Temporal.PlainTime.from(to));
  const first = end.toZonedDateTime(timezone).epochMilliseconds;
  // The hour that the clock shows twice is quiet twice, and the first end is over in the second.
  return first > nowMs
    ? first
    : end.toZonedDateTime(timezone, { disambiguation: "later" }).epochMilliseconds;
}
