import { Temporal } from "temporal-polyfill";
import { clock, dateOf, type LocalTime } from "./local-time.ts";
import { quoted, RecurrenceError } from "./recurrence-error.ts";

/** IANA names only: Intl also takes offsets such as "+05:00", which know no summer time. */
const zoneForm = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/;
/** The longest IANA name has 32 characters. */
const zoneLengthMax = 64;
/** There are about 600 names; more entries than this can only be spellings in odd case. */
const knownZonesMax = 2_000;
const knownZones = new Map<string, string>();

/** The zone's IANA name in its usual spelling. Throws a RecurrenceError for anything else. */
export function parseZone(text: string): string {
  const known = knownZones.get(text);
  if (known !== undefined) return known;
  const name = text.length <= zoneLengthMax && zoneForm.test(text) ? spelling(text) : undefined;
  if (name === undefined) {
    throw new RecurrenceError(
      "timezone",
      `${quoted(text)} is not a time zone; use an IANA name such as "Europe/Berlin" or "UTC"`,
    );
  }
  if (knownZones.size < knownZonesMax) knownZones.set(text, name);
  return name;
}

function spelling(text: string): string | undefined {
  try {
    return new Temporal.ZonedDateTime(0n, text).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The instant (ms) at which the clock on the wall shows this time. A time that the clock skips
 * moves forward by the gap; of a time that it shows twice the first counts.
 */
export function instantOf({ day, secondOfDay }: LocalTime, timezone: string): number {
  const { year, month, date } = dateOf(day);
  const [hours, minutes, seconds] = clock(secondOfDay);
  return new Temporal.PlainDateTime(year, month, date, hours, minutes, seconds).toZonedDateTime(
    timezone,
    { disambiguation: "compatible" },
  ).epochMilliseconds;
}

/** The instant (ms) at which the day begins, which is 1:00 where the clock skips midnight. */
export function startOfDay(day: number, timezone: string): number {
  const { year, month, date } = dateOf(day);
  return new Temporal.PlainDate(year, month, date).toZonedDateTime(timezone).epochMilliseconds;
}

/** What the clock on the wall shows at this instant (ms), to the second. */
export function localOf(instantMs: number, timezone: string): LocalTime {
  const at = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timezone);
  return {
    day: Date.UTC(at.year, at.month - 1, at.day) / 86_400_000,
    secondOfDay: at.hour * 3_600 + at.minute * 60 + at.second,
  };
}

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** An ISO 8601 instant in milliseconds. Throws a RecurrenceError when its zone is missing. */
export function parseInstant(field: string, text: string): number {
  const ms = instantForm.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new RecurrenceError(
      field,
      `${quoted(text)} is not an instant; write it like "2026-01-05T08:00:00Z"`,
    );
  }
  return ms;
}
