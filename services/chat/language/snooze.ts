import type { Change } from "../../shared/contracts/api/parsed.ts";
import { minutesOf, readDuration } from "./duration.ts";
import { meaning } from "./meaning.ts";
import type { Now } from "./moment.ts";
import { morningOf } from "./reminders.ts";
import type { Sentence } from "./sentence.ts";
import type { Command } from "./state-commands.ts";
import { takeTarget } from "./target.ts";
import { dueFrom, readWhen } from "./when.ts";

/** A month: what is not done until then needs another date. */
const minutesMax = 60 * 24 * 31;
const ways = ["5 minutes", "15 minutes", "1 hour", "until tonight", "until tomorrow"];
const sentences = ways.map((way) => `snooze ${way}`);

/** "snooze it 15 minutes", "snooze until tomorrow 9", "remind me again in 10 minutes". */
export const snooze: Command = (s, i, now) => {
  const again = s.phrase(i, "remind me again|later");
  const to = again || s.phrase(i, "snooze");
  if (to === 0) return undefined;
  const split = timeFrom(s, to, now);
  const change = split < s.end ? changeAt(s, split, now) : undefined;
  if (!change)
    s.ask(
      "How long is it to be snoozed?",
      ways.map((way) => `${s.slice(0, split)} ${way}`),
    );
  s.take("command", 0, to);
  const target = takeTarget(s, to, split, now) ?? ({ kind: "it" } as const);
  s.take("command", to, s.end);
  return meaning({ intent: "snooze", target, change: change ? { snooze: change } : null });
};

/** Where the length or the time begins. */
function timeFrom(s: Sentence, i: number, now: Now): number {
  for (let at = i; at < s.end; at += 1) {
    const behind = s.phrase(at, "for|by|until|till|to|in") || at;
    if (readDuration(s, behind)?.to === s.wordsEnd || readWhen(s, behind, now)?.to === s.wordsEnd)
      return at;
  }
  return s.phrase(s.wordsEnd - 2, "until|till|to|for") ? s.wordsEnd - 2 : s.wordsEnd;
}

function changeAt(s: Sentence, i: number, now: Now): NonNullable<Change["snooze"]> | undefined {
  const behind = s.phrase(i, "for|by|in") || i;
  const length = readDuration(s, behind);
  const minutes = length && minutesOf(length.value);
  if (length && length.to === s.wordsEnd && minutes !== undefined) {
    if (minutes >= 1 && minutes <= minutesMax) return { minutes };
    s.ask("A reminder can be snoozed for 1 minute to 31 days. How long is it to be?", sentences);
    return undefined;
  }
  const when = readWhen(s, s.phrase(i, "for|by|until|till|to") || i, now);
  const due = when && dueFrom(s, when, { ...now, isReminder: true });
  if (!due) return undefined;
  // A day without a time is its morning.
  const until = due.all_day ? morningOf(due, now) : due.at;
  if (Date.parse(until) > now.nowMs) return { until };
  s.ask("Reminder time must be in the future. Until when is it to be snoozed?", sentences);
  return undefined;
}
