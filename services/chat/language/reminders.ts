import type { Due, ParsedRecurrence, ParsedReminder } from "../../shared/contracts/api/parsed.ts";
import { offsetDaysMax, remindersMax } from "../../shared/contracts/api/reminders.ts";
import { parseLocal } from "../../shared/recurrence/local-time.ts";
import { instantOf } from "../../shared/recurrence/zone.ts";
import { dueOf, type Now } from "./moment.ts";
import type { SaidReminder, SaidReminders } from "./reminder-words.ts";
import type { Read, Sentence } from "./sentence.ts";
import { dueFrom, secondOf, type When } from "./when.ts";

/** A whole day begins, for reminders, when people are up: 9:00. */
const wholeDayBegins = 9 * 3_600;
const minutesPerDay = 24 * 60;

/** What the reminders are about. */
export interface About {
  readonly due: Due | undefined;
  readonly recurrence: ParsedRecurrence | undefined;
  /** Then "15 minutes before" counts from a date that is not in this sentence. */
  readonly isElsewhere: boolean;
}

/** The reminders that were said; asks for what is missing, and about those that have passed. */
export function remindersOf(
  s: Sentence,
  said: SaidReminders,
  about: About,
  now: Now,
): ParsedReminder[] {
  const { nagMinutes } = said;
  if (said.reminders.length > remindersMax) {
    s.ask(`A task has at most ${remindersMax} reminders. Which ones are to stay?`);
  }
  const asked =
    nagMinutes !== undefined && said.reminders.length === 0
      ? [{ kind: "before", minutes: 0 } as const]
      : said.reminders;
  const nag = nagMinutes === undefined ? {} : { nag_minutes: nagMinutes };
  return asked.flatMap((one) => {
    const placed = s.question ? undefined : placedAt(s, one, about, now);
    return placed ? [{ ...placed, ...nag }] : [];
  });
}

function placedAt(
  s: Sentence,
  said: SaidReminder,
  about: About,
  now: Now,
): ParsedReminder | undefined {
  if (said.kind === "before") return before(s, said.minutes, about, now);
  const second = secondOf(s, said.at.value, said.at.to);
  if (s.question) return undefined;
  if (about.recurrence) return inRule(s, said, second ?? wholeDayBegins, about.recurrence);
  const bare = said.at.value.day === undefined && second !== undefined;
  const dueDay = about.due && parseLocal(about.due.local)?.day;
  if (!bare || dueDay === undefined) {
    if (said.kind === "day-before") {
      s.ask("The day before what? Say when it is due.");
      return undefined;
    }
    const when = dueFrom(s, said.at, { ...now, isReminder: true });
    return when && checkedAt(s, said.at, when.all_day ? morningOf(when, now) : when.at, about, now);
  }
  const day = said.kind === "day-before" ? dueDay - 1 : dueDay;
  return checkedAt(s, said.at, dueOf(day, second, now.timezone).at, about, now);
}

function before(
  s: Sentence,
  minutes: number,
  { due, recurrence, isElsewhere }: About,
  now: Now,
): ParsedReminder | undefined {
  if (!due && !recurrence && !isElsewhere) {
    const times = ["today at 18:00", "tomorrow at 9:00"].map((time) => `${s.text.trim()} ${time}`);
    if (minutes === 0) s.ask("When am I to remind you?", times);
    else s.ask("Before what? Say when it is due.", times);
    return undefined;
  }
  if (minutes > offsetDaysMax * minutesPerDay) {
    s.ask(`A reminder comes at most ${offsetDaysMax} days before. When am I to remind you?`);
    return undefined;
  }
  const dueMs = due && Date.parse(due.all_day ? morningOf(due, now) : due.at);
  if (!recurrence && dueMs !== undefined && dueMs - minutes * 60_000 <= now.nowMs) return inPast(s);
  return { minutes_before: minutes };
}

function checkedAt(
  s: Sentence,
  { value: { from }, to }: Read<When>,
  at: string,
  { due }: About,
  now: Now,
): ParsedReminder | undefined {
  if (Date.parse(at) <= now.nowMs) return inPast(s);
  if (due && !due.all_day && at > due.at) {
    const ways = ["at the time", "15 minutes before"];
    s.ask(
      "That reminder would come after it is due. When am I to remind you?",
      ways.map((way) => s.rewritten(from, to, way)),
    );
    return undefined;
  }
  return { at };
}

/** Each date of a rule has its reminder at the same distance. */
function inRule(
  s: Sentence,
  said: Exclude<SaidReminder, { kind: "before" }>,
  second: number,
  rule: ParsedRecurrence,
): ParsedReminder | undefined {
  const local = parseLocal(rule.dtstart);
  const base = local?.kind === "date-time" ? local.secondOfDay : wholeDayBegins;
  const minutes = (base - second) / 60 + (said.kind === "day-before" ? minutesPerDay : 0);
  const fixed = said.at.value.day !== undefined || /BYHOUR|HOURLY/.test(rule.rrule);
  if (!fixed && minutes >= 0 && Number.isInteger(minutes)) return { minutes_before: minutes };
  const ways = ["at the time", "15 minutes before", "1 hour before"];
  s.ask(
    "How long before each of them am I to remind you?",
    ways.map((way) => s.rewritten(said.at.value.from, said.at.to, way)),
  );
  return undefined;
}

function inPast(s: Sentence): undefined {
  s.ask("Reminder time must be in the future. When am I to remind you?");
}

/** The moment of a whole day for which its reminders are counted. */
export function morningOf(due: Due, { timezone }: Now): string {
  const day = parseLocal(due.local)?.day ?? 0;
  return new Date(instantOf({ day, secondOfDay: wholeDayBegins }, timezone)).toISOString();
}
