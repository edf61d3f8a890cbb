import { addSeconds } from "../shared/recurrence/local-time.ts";
import {
  between,
  next,
  type Occurrence,
  occurrencesMax,
  type Recurrence,
  windowStart,
} from "../shared/recurrence/recurrence.ts";
import { instantOf, localOf, startOfDay } from "../shared/recurrence/zone.ts";
import type { Series } from "./agenda.ts";

/** How far ahead the dates of a fixed rule become tasks. */
export const horizonDays = 28;
/** A date that was missed longer ago than this is history; hourly rules need 24 questions. */
const missedDaysMax = 400;
const msPerDay = 86_400_000;
/** Exceptions are kept a little longer than needed: a zone lies up to a day beside UTC. */
const exceptionDaysKept = 2;

/** The dates to propose now, and the series that remembers it. */
export interface Extension {
  readonly series: Series;
  readonly dates: readonly Occurrence[];
}

/**
 * The dates of an active fixed rule that have come inside the horizon since the last time, with
 * those that were missed while nobody looked, as far as the template wants them.
 */
export function extended(series: Series, nowMs: number): Extension {
  const { recurrence } = series;
  const begin = windowStart(recurrence, nowMs);
  const from = Math.max(Date.parse(series.proposed_until), begin - missedDaysMax * msPerDay);
  const to = Math.max(from, windowEnd(recurrence, nowMs));
  const missed = from < begin ? wanted(series, datesWithin(series, from, begin)) : [];
  const coming = datesWithin(series, Math.max(from, begin), to);
  const [following] = next(recurrence, iso(to - 1), 1, series.exceptions);
  const proposed_until = iso(to);
  const next_at = following?.at ?? null;
  const isSame = proposed_until === series.proposed_until && next_at === series.next_at;
  return {
    series: isSame ? series : { ...series, proposed_until, next_at },
    dates: [...missed, ...coming],
  };
}

function wanted({ missed }: Series, dates: readonly Occurrence[]): readonly Occurrence[] {
  switch (missed) {
    case "latest":
      return dates.slice(-1);
    case "all":
      return dates.slice(-occurrencesMax);
    case "skip":
      return [];
    default:
      return missed satisfies never;
  }
}

/** All dates from `fromMs` to `toMs` (not included), asked for in pieces. */
function datesWithin(series: Series, fromMs: number, toMs: number): readonly Occurrence[] {
  const dates: Occurrence[] = [];
  for (let from = fromMs; from < toMs; ) {
    const piece = between(series.recurrence, iso(from), iso(toMs), series.exceptions);
    dates.push(...piece);
    const last = piece.at(-1);
    if (!last || piece.length < occurrencesMax) break;
    from = Date.parse(last.at) + 1;
  }
  return dates;
}

/**
 * The same time on the wall four weeks on, not included. Counted on the wall, because 28 times 24
 * hours over a change of the clock would give a weekly rule five dates.
 */
function windowEnd(recurrence: Recurrence, ms: number): number {
  return moved(recurrence, ms, horizonDays);
}

/** When this date comes inside the horizon. */
export const entersAt = (recurrence: Recurrence, at: string): number =>
  moved(recurrence, Date.parse(at), isAllDay(recurrence) ? 1 - horizonDays : -horizonDays);

function moved(recurrence: Recurrence, ms: number, days: number): number {
  const { timezone } = recurrence;
  const there = addSeconds(localOf(ms, timezone), (days * msPerDay) / 1_000);
  return isAllDay(recurrence)
    ? startOfDay(there.day, timezone)
    : instantOf(there, timezone) + (ms % 1_000);
}

/** Exceptions that may still matter for dates from this instant on. */
export function livingExceptions(exceptions: readonly string[], fromMs: number): string[] {
  const oldest = iso(fromMs - exceptionDaysKept * msPerDay).slice(0, "2026-01-05".length);
  return exceptions.filter((local) => local >= oldest);
}

const isAllDay = ({ dtstart }: Recurrence) => dtstart.length === "2026-01-05".length;

const iso = (ms: number) => new Date(ms).toISOString();
