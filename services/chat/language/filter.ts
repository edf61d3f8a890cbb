import { Temporal } from "temporal-polyfill";
import type { Filter } from "../../shared/contracts/api/parsed.ts";
import { dateOf, dateText, firstOfMonth } from "../../shared/recurrence/local-time.ts";
import { readDay } from "./day.ts";
import { anyPriority, takeTags } from "./marks.ts";
import { endOfMonth, mondayOf, type Now } from "./moment.ts";
import type { Sentence } from "./sentence.ts";
import { numberOf } from "./vocabulary.ts";

/** What a filter says, and the words that nobody understood: to be searched for. */
export interface ReadFilter {
  readonly filter: Filter;
  readonly rest: string;
  /** Whether anything but fillers was understood. */
  readonly isSaid: boolean;
  readonly hasNoun: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const nouns =
  "tasks|task|todos|todo|to-dos|to-do|items|item|reminders|reminder|things|list|agenda|" +
  "everything|schedule|plan|anything|something|stuff|ones|one";
const fillers: ReadonlySet<string> = new Set(
  (
    "show me my the all list of for on in at do i have to is are am was there any due that which " +
    "what what's whats with and please get give see view display this coming up next left only " +
    "still currently am done? them how many much need be a can could you it was has by " +
    "been we our us ? . ! , : tell going got not want their tagged tag tags should"
  ).split(" "),
);
const days: readonly (readonly [pattern: string, when: NonNullable<Filter["when"]>])[] = [
  ["this week", "this-week"],
  ["next week", "next-week"],
  ["today|today's|todays", "today"],
  ["tonight", "today"],
  ["tomorrow|tomorrow's|tomorrows", "tomorrow"],
  ["overdue|late|missed", "overdue"],
  ["past due", "overdue"],
  ["without|no a? due? date|dates|deadline", "no-date"],
  ["with no due? date|dates", "no-date"],
  ["undated|unscheduled|someday", "no-date"],
];
const states: readonly (readonly [pattern: string, status: NonNullable<Filter["status"]>])[] = [
  ["not done|completed|finished yet?", "pending"],
  ["did i|we get? finish|finished|complete|completed|do|done|accomplish", "completed"],
  ["i|we did", "completed"],
  ["in progress", "in_progress"],
  ["started|in-progress", "in_progress"],
  ["completed|done|finished|complete|closed", "completed"],
  ["pending|open|unfinished|incomplete|active|outstanding|remaining", "pending"],
];

/** Reads and takes what tasks are listed by, between these tokens. */
export function takeFilter(s: Sentence, from: number, end: number, now: Now): ReadFilter {
  const filter: Mutable<Filter> = {};
  const tags = [...takeTags(s, from)];
  let hasNoun = false;
  const rest: string[] = [];
  for (let at = from; at < end; ) {
    const to = !s.isFree(at) ? at + 1 : said(s, at, filter, tags, now) || about(s, at, end, rest);
    const noun = to ? 0 : s.phrase(at, nouns);
    if (noun) hasNoun = true;
    else if (!to && !fillers.has(s.word(at))) rest.push(s.slice(at, at + 1));
    const next = Math.min(to || at + 1, end);
    s.take("command", at, next);
    at = next;
  }
  const isSaid = Object.keys(filter).length > 0 || tags.length > 0;
  const text = rest.join(" ");
  const made = { ...filter, ...(tags.length > 0 && { tags }) };
  return { filter: inPast(made, now), rest: text, isSaid, hasNoun };
}

/** Nothing is completed in days to come: "finished on friday" is the last one. */
function inPast(filter: Filter, { here }: Now): Filter {
  const { status, from, to } = filter;
  if (status !== "completed" || from === undefined || to === undefined) return filter;
  if (from <= dateText(here.day)) return filter;
  return { ...filter, from: weekBefore(from), to: weekBefore(to) };
}

const weekBefore = (local: string): string =>
  Temporal.PlainDate.from(local).subtract({ weeks: 1 }).toString();

/** "about dentist", "containing milk": words that are searched for as they are. */
function about(s: Sentence, i: number, end: number, rest: string[]): number {
  const to = s.phrase(i, "about|containing|called|named|mentioning|matching|regarding");
  if (to === 0 || to >= end) return 0;
  let last = end;
  while (last > to && s.isMark(last - 1)) last -= 1;
  rest.push(s.slice(to, last).replace(/^["“'‘](.*)["”'’]$/, "$1"));
  return end;
}

function said(s: Sentence, i: number, filter: Mutable<Filter>, tags: string[], now: Now): number {
  for (const [pattern, when] of days) {
    const to = s.phrase(i, pattern);
    if (to) {
      filter.when = when;
      return to;
    }
  }
  for (const [pattern, status] of states) {
    const to = s.phrase(i, pattern);
    if (to) {
      filter.status = status;
      return to;
    }
  }
  return (
    tagged(s, i, tags) ||
    priority(s, i, filter) ||
    repeating(s, i, filter) ||
    oneNext(s, i, filter) ||
    range(s, i, filter, now)
  );
}

function tagged(s: Sentence, i: number, tags: string[]): number {
  const behind =
    s.phrase(i, "tagged with|as?") ||
    s.phrase(i, "with the? tag|tags|label :?") ||
    s.phrase(i, "tag|label :?");
  let to = 0;
  for (let at = behind; at > 0; at = s.phrase(to, "and|or|,")) {
    const word = s.slice(at, at + 1);
    if (s.word(at) === "" || s.isMark(at)) break;
    tags.push(word);
    to = at + 1;
  }
  return to;
}

function priority(s: Sentence, i: number, filter: Mutable<Filter>): number {
  const labelled = s.phrase(i, "priority :|is|=?") || i;
  const found = anyPriority(s.word(labelled));
  if (!found) return 0;
  filter.priority = found;
  return s.phrase(labelled + 1, "priority|prio|priorities") || labelled + 1;
}

function repeating(s: Sentence, i: number, filter: Mutable<Filter>): number {
  const to = s.phrase(
    i,
    "recurring|repeating|repeats|repeat|recur|templates|template|routines|recurrences",
  );
  if (to) filter.repeating = true;
  return to;
}

/** "my next task", and "what's next" where nothing follows. */
function oneNext(s: Sentence, i: number, filter: Mutable<Filter>): number {
  let to = s.phrase(i, "up? next");
  // "my next #work task": the tags were taken before.
  while (to > 0 && to < s.end && !s.isFree(to)) to += 1;
  const noun = to ? s.phrase(to, "task|todo|to-do|item|thing|one|up") : 0;
  const isLast = to > 0 && (to >= s.end || s.isMark(to));
  if (noun === 0 && !isLast) return 0;
  filter.show = "next";
  return noun || to;
}

/** "on friday", "before friday", "from monday to friday", "next 7 days", "this month". */
function range(s: Sentence, i: number, filter: Mutable<Filter>, now: Now): number {
  const { day: today } = now.here;
  const set = (from: number | undefined, to: number | undefined) => {
    if (from !== undefined) filter.from = dateText(from);
    if (to !== undefined) filter.to = dateText(to);
  };
  const coming = s.phrase(i, "in|for|over? the? next|coming");
  const count = coming ? numberOf(s.word(coming)) : undefined;
  const behind = coming ? s.phrase(coming + 1, "days|day|weeks|week") : 0;
  if (count !== undefined && behind) {
    set(today, today + count * (s.word(behind - 1).startsWith("week") ? 7 : 1) - 1);
    return behind;
  }
  const month = s.phrase(i, "this month") || s.phrase(i, "next month");
  if (month) {
    const { year, month: number } = dateOf(today);
    const first = firstOfMonth(year, number + (s.word(month - 2) === "next" ? 1 : 0));
    set(first, endOfMonth(first));
    return month;
  }
  const weekend = s.phrase(i, "this|the weekend") || s.phrase(i, "next weekend");
  if (weekend) {
    const saturday = mondayOf(today) + 5 + (s.word(weekend - 2) === "next" ? 7 : 0);
    set(saturday, saturday + 1);
    return weekend;
  }
  const upcoming = s.phrase(i, "upcoming");
  if (upcoming) {
    set(today, undefined);
    return upcoming;
  }
  const lastWeek = s.phrase(i, "from|in? last week");
  if (lastWeek) {
    set(mondayOf(today) - 7, mondayOf(today) - 1);
    return lastWeek;
  }
  // "what's on today": there is a name for that day.
  if (s.phrase(i, "on today|tomorrow")) return 0;
  const word = s.word(i);
  const at = /^(?:from|between|before|by|until|after|since|on)$/.test(word) ? i + 1 : i;
  const day = readDay(s, at, now);
  if (day?.value.day === undefined) return 0;
  const first = day.value.day;
  const and = s.phrase(day.to, "to|until|till|through|and|-|–");
  const last = and ? readDay(s, and, now) : undefined;
  if (last?.value.day !== undefined) {
    const end = last.value.day < first ? last.value.day + 7 : last.value.day;
    set(first, end);
    return last.to;
  }
  if (word === "before") set(undefined, first - 1);
  else if (word === "by" || word === "until") set(undefined, first);
  else if (word === "after") set(first + 1, undefined);
  else if (word === "since" || word === "from") set(first, undefined);
  else set(first, first);
  return day.to;
}
