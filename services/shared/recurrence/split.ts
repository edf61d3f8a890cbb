import { walkDays } from "./days.ts";
import { addSeconds, compareLocal, type LocalTime, parseLocal } from "./local-time.ts";
import { firstLocal, localsOn, occurrence } from "./locals.ts";
import { parseRule } from "./parse-rule.ts";
import { isAfterUntil, type Plan, planOf } from "./plan.ts";
import { quoted, RecurrenceError } from "./recurrence-error.ts";
import { type Rule, type RuleEnd, ruleText } from "./rule.ts";
import type { Recurrence } from "./shape.ts";

/** A recurrence in two; together they have the dates of the one. */
export interface Split {
  /** Ends before the date; undefined when the date is the first of all. */
  readonly before: Recurrence | undefined;
  /** Begins with the date. */
  readonly from: Recurrence;
}

/**
 * Parts a recurrence at one of its dates ("this and following"). A day alone stands for its first
 * date. Throws a RecurrenceError for the field `from` when it is none of its dates.
 */
export function splitAt(recurrence: Recurrence, date: string): Split {
  if (recurrence.from_completion) {
    throw new RecurrenceError("from", "this one has no fixed dates; leave it out");
  }
  const plan = planOf(recurrence);
  const at = dateIn(plan, date);
  const seen = datesBefore(plan, at);
  const rule = parseRule(recurrence.rrule, plan.timezone);
  const first = firstLocal(plan, plan.start.day, () => true);
  const isFirst = first !== undefined && compareLocal(first, at) >= 0;
  const [head, tail] = endsOf(rule.end, plan, at, seen);
  const dtstart = occurrence(plan, at, 0).local;
  return {
    before: isFirst ? undefined : { ...recurrence, rrule: ruleText({ ...rule, end: head }) },
    from: { ...recurrence, dtstart, rrule: ruleText({ ...rule, end: tail }) },
  };
}

function dateIn(plan: Plan, text: string): LocalTime {
  const asked = parseLocal(text);
  const found =
    asked &&
    firstLocal(plan, asked.day, (local) =>
      asked.kind === "date" ? local.day >= asked.day : compareLocal(local, asked) >= 0,
    );
  const isHit =
    found?.day === asked?.day &&
    (asked?.kind === "date" || found?.secondOfDay === asked?.secondOfDay);
  if (found && isHit) return found;
  const hint = found ? `the next one is "${occurrence(plan, found, 0).local}"` : "it ended before";
  throw new RecurrenceError("from", `${quoted(text)} is no date of the rule; ${hint}`);
}

/** Only a COUNT needs it, and a counted rule has at most a thousand dates. */
function datesBefore(plan: Plan, at: LocalTime): number {
  if (plan.rule.end.kind !== "count") return 0;
  const { count } = plan.rule.end;
  let seen = 0;
  walkDays(plan, plan.start.day, at.day, (day) => {
    seen += localsOn(plan, day).filter((local) => compareLocal(local, at) < 0).length;
    return seen < count;
  });
  if (seen < count) return seen;
  throw new RecurrenceError("from", "is behind the last date of the rule");
}

function endsOf(end: RuleEnd, plan: Plan, at: LocalTime, seen: number): [RuleEnd, RuleEnd] {
  if (end.kind === "count") {
    return [
      { kind: "count", count: seen },
      { kind: "count", count: end.count - seen },
    ];
  }
  const last = addSeconds(at, -1);
  const secondOfDay = plan.allDay ? undefined : last.secondOfDay;
  return [{ kind: "until", day: last.day, secondOfDay }, end];
}

/** Whether a recurrence is another one that ends no later: all its dates are dates of that one. */
export function isShortened(longer: Recurrence, shorter: Recurrence): boolean {
  const { rrule: a, ...one } = longer;
  const { rrule: b, ...other } = shorter;
  const isSameStart =
    one.dtstart === other.dtstart &&
    one.timezone === other.timezone &&
    one.from_completion === other.from_completion;
  if (!isSameStart) return false;
  const [long, short] = [parseRule(a, one.timezone), parseRule(b, one.timezone)];
  return endless(long) === endless(short) && endsEarlier(long, short.end);
}

/** Whether two recurrences differ in their end at most. */
export const isSameButEnd = (one: Recurrence, other: Recurrence): boolean =>
  isShortened(one, other) || isShortened(other, one);

const endless = (rule: Rule): string => ruleText({ ...rule, end: { kind: "never" } });

function endsEarlier(long: Rule, short: RuleEnd): boolean {
  switch (short.kind) {
    case "never":
      return long.end.kind === "never";
    case "count":
      return (
        long.end.kind === "never" || (long.end.kind === "count" && short.count <= long.end.count)
      );
    case "until": {
      const { day, secondOfDay = 86_399 } = short;
      return (
        long.end.kind === "never" ||
        (long.end.kind === "until" && !isAfterUntil(long, { day, secondOfDay }))
      );
    }
    default:
      return short satisfies never;
  }
}
