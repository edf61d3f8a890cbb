import type { ParsedRecurrence } from "../../shared/contracts/api/parsed.ts";
import { dateOf, dateText, parseLocal } from "../../shared/recurrence/local-time.ts";
import {
  inWords,
  next,
  parseRecurrence,
  type Recurrence,
  RecurrenceError,
} from "../../shared/recurrence/recurrence.ts";
import { startOfDay } from "../../shared/recurrence/zone.ts";
import { addMonths, type Now } from "./moment.ts";
import { type Draft, rruleOf, type SaidTime } from "./rule-draft.ts";
import type { Sentence } from "./sentence.ts";
import { inPart, secondOfPart, settled, type TimeOfDay } from "./time-of-day.ts";

/** Dates that are shown of a rule. */
const nextShown = 3;
const daysInEveryMonth = 28;

/** The rule that a draft says; undefined when something has to be asked first. */
export function finished(s: Sentence, draft: Draft, now: Now): ParsedRecurrence | undefined {
  const times = timesOf(s, draft);
  if (s.question) return undefined;
  try {
    return answered(s, draft, times, now);
  } catch (error) {
    if (!(error instanceof RecurrenceError)) throw error;
    s.ask(`It cannot repeat like that: ${error.message}.`);
    return undefined;
  }
}

function timesOf(s: Sentence, draft: Draft): readonly TimeOfDay[] {
  const part = draft.part ?? draft.pattern.part;
  if (draft.times.length === 0 && part) {
    return [{ hour: secondOfPart(part) / 3_600, minute: 0, open: false, wrong: false }];
  }
  const said = draft.times.map(({ time, ...at }) => ({
    ...at,
    time: part ? inPart(time, part) : time,
  }));
  return said.map(({ time, from, to }) =>
    settled(s, time, s.slice(from, to), (clock) => s.rewritten(from, to, clock)),
  );
}

/** "at 9:00 and 17:30": an RRULE has one list of hours and one of minutes, and crosses them. */
function askWhichTime(s: Sentence, times: readonly SaidTime[]): void {
  const [first, last] = [times.at(0), times.at(-1)];
  const choices = times.map(({ from, to }) =>
    s.rewritten(
      first?.from ?? 0,
      last?.to ?? 0,
      s.slice(from, to).replace(/^(?:(?:and|at)\s+|,\s*)+/i, ""),
    ),
  );
  s.ask(
    "One task cannot repeat at times with different minutes: make it two, one after the other. " +
      "Which one is first?",
    choices,
  );
}

function answered(
  s: Sentence,
  draft: Draft,
  times: readonly TimeOfDay[],
  now: Now,
): ParsedRecurrence | undefined {
  const hourly = draft.pattern.frequency === "HOURLY";
  if (
    draft.untilDay !== undefined &&
    draft.untilDay < Math.max(draft.startDay ?? 0, now.here.day)
  ) {
    s.ask("It would end before it begins. Until when is it to repeat?");
  }
  if (draft.fromCompletion && draft.count !== undefined) {
    s.ask(
      "What counts from completion cannot have a number of times. Until which day is it to repeat?",
    );
  }
  if (s.question) return undefined;
  const endless = rruleOf(draft, hourly ? [] : times, undefined);
  if (endless === undefined) {
    askWhichTime(s, draft.times);
    return undefined;
  }
  const { startDay = now.here.day } = draft;
  const startMs = Math.max(now.nowMs, startOfDay(startDay, now.timezone));
  // A whole day counts from its beginning, so today is still to come.
  const fromMs = times.length === 0 && !hourly ? startOfDay(startDay, now.timezone) : startMs;
  const [first] = times;
  const clock = first && `${pad(first.hour)}:${pad(first.minute)}`;
  const anchor = hourly && clock ? { dtstart: `${dateText(startDay)}T${clock}` } : {};
  const make = (rrule: string) =>
    parseRecurrence(
      { rrule, from_completion: draft.fromCompletion, ...anchor },
      fromMs,
      now.timezone,
    );
  let rule = make(endless);
  const until = untilDay(draft, rule);
  if (until !== undefined) {
    const text = dateText(until).replaceAll("-", "");
    rule = make(rruleOf(draft, hourly ? [] : times, text) ?? endless);
  }
  askAboutShortMonths(s, draft, rule);
  return s.question ? undefined : shown(rule, now);
}

/** "for 3 weeks" ends the day before the same day three weeks later. */
function untilDay({ untilDay: said, length }: Draft, rule: Recurrence): number | undefined {
  const first = parseLocal(rule.dtstart)?.day;
  if (said !== undefined || length === undefined || first === undefined) return said;
  switch (length.unit) {
    case "week":
      return first + length.count * 7 - 1;
    case "month":
      return addMonths(first, length.count) - 1;
    case "quarter":
      return addMonths(first, length.count * 3) - 1;
    case "year":
      return addMonths(first, length.count * 12) - 1;
    default:
      return first + length.count - 1;
  }
}

/** "every month" that begins on the 31st says nothing about June. */
function askAboutShortMonths(s: Sentence, { pattern }: Draft, rule: Recurrence): void {
  const first = parseLocal(rule.dtstart);
  const date = first ? dateOf(first.day).date : 0;
  const plain = pattern.frequency === "MONTHLY" && !pattern.byDay && !pattern.byMonthDay;
  if (!plain || date <= daysInEveryMonth) return;
  s.ask(`It would begin on the ${date}th or ${date}st. Which day of each month is it to be?`, [
    "every month on the 1st",
    "every last day of the month",
  ]);
}

function shown(rule: Recurrence, now: Now): ParsedRecurrence {
  const allDay = !rule.dtstart.includes("T");
  const after = allDay ? startOfDay(now.here.day, now.timezone) - 1 : now.nowMs;
  const dates = next(rule, new Date(after).toISOString(), nextShown);
  return { ...rule, in_words: inWords(rule), next: dates.map(({ local }) => local) };
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
