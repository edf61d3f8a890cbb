import { Temporal } from "temporal-polyfill";
import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";

/** A calendar that is kept for longer goes on with the last rule that it was told. */
const yearsAhead = 5;
/** No zone has changed its clock more often than about twice a year; a war time may. */
const changesMax = 200;

/** A VTIMEZONE (RFC 5545, 3.6.5) for each zone that the templates name: UTC needs none. */
export function zoneLines(templates: readonly RecurringTask[], now: string): readonly string[] {
  const timed = templates.filter(({ recurrence: { dtstart, timezone } }) => {
    return timezone !== "UTC" && dtstart.includes("T");
  });
  const until = Temporal.Instant.from(now).add({ hours: yearsAhead * 366 * 24 });
  return [...Map.groupBy(timed, ({ recurrence }) => recurrence.timezone)].flatMap(
    ([zone, sharing]) => {
      const starts = sharing.map(({ recurrence }) => recurrence.dtstart).sort();
      return oneZone(zone, starts[0] ?? now, until);
    },
  );
}

function oneZone(zone: string, start: string, until: Temporal.Instant): readonly string[] {
  const first = Temporal.PlainDateTime.from(start).toZonedDateTime(zone).startOfDay();
  const lines = [...observance("STANDARD", first.toPlainDateTime(), first.offset, first.offset)];
  let before = first;
  for (let changes = 0; changes < changesMax; changes++) {
    const after = before.getTimeZoneTransition("next");
    if (!after || Temporal.Instant.compare(after.toInstant(), until) > 0) break;
    const kind = after.offsetNanoseconds > before.offsetNanoseconds ? "DAYLIGHT" : "STANDARD";
    // What the clock showed, had it not been changed.
    const shown = after.toInstant().toZonedDateTimeISO(before.offset).toPlainDateTime();
    lines.push(...observance(kind, shown, before.offset, after.offset));
    before = after;
  }
  return ["BEGIN:VTIMEZONE", `TZID:${zone}`, ...lines, "END:VTIMEZONE"];
}

const observance = (kind: string, at: Temporal.PlainDateTime, from: string, to: string) => [
  `BEGIN:${kind}`,
  `DTSTART:${at.toString({ smallestUnit: "second" }).replaceAll(/[-:]/g, "")}`,
  `TZOFFSETFROM:${from.replaceAll(":", "")}`,
  `TZOFFSETTO:${to.replaceAll(":", "")}`,
  `END:${kind}`,
];
