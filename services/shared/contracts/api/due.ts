import { Temporal } from "temporal-polyfill";
import { z } from "zod";

/** Dates outside of this are mistakes; far below what ECMAScript's dates can hold. */
const yearMin = 1970;
const yearMax = 2200;

const zoneName = /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+){0,2}$/;

/** An IANA time zone name that this runtime knows. */
export const timezone = z
  .string()
  .max(64)
  .refine(isZone, 'must be an IANA time zone such as "Europe/Berlin"')
  .describe("An IANA time zone.");

function isZone(name: string): boolean {
  if (!zoneName.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}

/** A date, a date-time with offset, or a local date-time that `timezone` places. */
export const dueInput = z
  .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
    error: 'must be a date such as "2026-01-05" or a date-time such as "2026-01-05T09:00:00+01:00"',
  })
  .refine((text) => {
    const year = Number(text.slice(0, 4));
    return year >= yearMin && year <= yearMax;
  }, `must lie between the years ${yearMin} and ${yearMax}`)
  .describe("A date, or a date-time with offset, or a local date-time that `timezone` places.");

/**
 * The due date as it is kept: a whole day, or an instant in UTC. A local time that does not exist
 * moves forward, an ambiguous one is the first. Undefined when a local time has no zone.
 */
export function dueDateOf(input: string, zone: string | undefined): string | undefined {
  if (!input.includes("T")) return input;
  if (/(Z|[+-]\d{2}:?\d{2})$/.test(input)) return new Date(input).toISOString();
  if (zone === undefined) return undefined;
  const local = Temporal.PlainDateTime.from(input);
  return new Date(local.toZonedDateTime(zone).epochMilliseconds).toISOString();
}
