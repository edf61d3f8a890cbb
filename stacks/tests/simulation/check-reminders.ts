import type { Reminder } from "../../../services/shared/contracts/entities/reminder.ts";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import type { Entry } from "../../../services/task/view.ts";
import { clockErrorMaxMs } from "./clocks.ts";
import type { Past } from "./past.ts";
import { hourMs, minuteMs } from "./wall.ts";

type OfTask = Extract<Entry, { task: Task }>;
type OfReminder = Extract<Entry, { reminder: Reminder }>;

/** A reminder comes again at most so often. */
const nagsMax = 20;
/** A whole process of calls, events and commits, without faults. */
const promptMs = 5_000;

/** Each reminder fires once and in time, or is called off for a reason, and nothing else happens. */
export function remindersAreRight(
  user: string,
  log: readonly Entry[],
  past: Past,
  endMs: number,
): readonly string[] {
  const wrong: string[] = [];
  const tasks = new Map<string, Task>();
  /** Since when each is pending at its moment, by the world's time. */
  const pendingSinceMs = new Map<string, number>();
  const fired = new Set<string>();
  for (const [i, entry] of log.entries()) {
    if ("template" in entry) continue;
    const { task } = entry;
    const ms = past.committedMs.get(`${user}:${entry.seq}`) ?? 0;
    const before = tasks.get(task.id);
    if (before) wrong.push(...nothingVanishes(before, entry));
    if (
      entry.type === "task.deleted" &&
      task.reminders.some(({ status }) => status === "pending")
    ) {
      wrong.push(`${task.id} is deleted, and nobody called its reminders off`);
    }
    wrong.push(...movedWithTheirTask(task, entry));
    if (entry.type === "reminder.triggered") {
      const name = nameOf(entry.reminder);
      if (fired.has(name)) wrong.push(`${name} fired twice`);
      fired.add(name);
      wrong.push(...firedRightly(entry, before, log[i + 1]));
      const sinceMs = pendingSinceMs.get(name) ?? Number.NaN;
      wrong.push(...inTime(entry.reminder, { ms, sinceMs }, past));
    }
    if (entry.type === "reminder.canceled") wrong.push(...forAReason(entry, log, past));
    for (const one of task.reminders) {
      const name = nameOf(one);
      if (one.status !== "pending") pendingSinceMs.delete(name);
      else if (!pendingSinceMs.has(name)) pendingSinceMs.set(name, ms);
    }
    if (entry.type === "task.deleted") tasks.delete(task.id);
    else tasks.set(task.id, task);
  }
  for (const task of tasks.values()) {
    for (const one of task.reminders.filter(({ status }) => status === "pending")) {
      const sinceMs = pendingSinceMs.get(nameOf(one)) ?? 0;
      if (task.status === "completed") wrong.push(`${one.id} is pending, and its task is done`);
      if (latestMs(one, sinceMs, past) < endMs) wrong.push(`${nameOf(one)} never fired`);
    }
  }
  return wrong;
}

export const nameOf = ({ id, at }: Pick<Reminder, "id" | "at">): string =>
  `${id}-${Date.parse(at)}`;

/** What was pending still is, or the entry tells what became of it. */
function nothingVanishes(before: Task, entry: OfTask): readonly string[] {
  const about = "reminder" in entry ? entry.reminder.id : undefined;
  return before.reminders
    .filter(({ id, status }) => status === "pending" && id !== about)
    .filter(({ id }) => entry.task.reminders.find((one) => one.id === id)?.status !== "pending")
    .map(({ id }) => `${id} vanished at ${entry.seq} without a word`);
}

/** The offsets that people of these worlds use. */
const offsetsMs: Readonly<Record<string, number>> = {
  PT1M: minuteMs,
  PT5M: 5 * minuteMs,
  PT30M: 30 * minuteMs,
  PT2H: 2 * hourMs,
  P1D: 24 * hourMs,
};

const lengthMs = (offset: string): number => offsetsMs[offset] ?? Number.NaN;

/** A relative reminder stands so long before the due date, until it comes again. */
function movedWithTheirTask({ reminders, due_date }: Task, { seq }: Entry): readonly string[] {
  if (!due_date?.includes("T")) return [];
  return reminders.flatMap(({ id, offset, at, status, nag_count = 0 }) => {
    if (offset === null || status !== "pending" || nag_count > 0) return [];
    const isThere = Date.parse(at) === Date.parse(due_date) - lengthMs(offset);
    return isThere ? [] : [`${id} is at ${at} and not ${offset} before ${due_date} (${seq})`];
  });
}

function firedRightly(
  { reminder, at, seq, command }: OfReminder,
  before: Task | undefined,
  next: Entry | undefined,
): readonly string[] {
  const name = nameOf(reminder);
  const known = before?.reminders.find(({ id }) => id === reminder.id);
  const wrong: string[] = [];
  if (known?.status !== "pending" || known.at !== reminder.at)
    wrong.push(`${name} was not pending`);
  if (before?.status === "completed") wrong.push(`${name} fired after its task was done`);
  if (at < reminder.at) wrong.push(`${name} fired early, at ${at}`);
  const { nag_minutes: nag = null, nag_count: count = 0 } = reminder;
  if (nag === null || count >= nagsMax) return wrong;
  const again =
    next?.type === "task.updated" && next.command === command && next.seq === seq + 1
      ? next.task.reminders.find(({ id }) => id === reminder.id)
      : undefined;
  const aheadMs = again ? Date.parse(again.at) - Date.parse(at) : 0;
  const isRight =
    again?.status === "pending" &&
    again.nag_count === count + 1 &&
    aheadMs > 0 &&
    aheadMs <= nag * minuteMs &&
    (Date.parse(again.at) - Date.parse(reminder.at)) % (nag * minuteMs) === 0;
  return isRight ? wrong : [...wrong, `${name} does not nag on`];
}

/** When it must have fired at the latest. */
function latestMs({ at }: Reminder, sinceMs: number, past: Past): number {
  const { life, healedMs, clocksAreOff, isFaultless } = past;
  const dueMs = Math.max(Date.parse(at), sinceMs);
  // The pause between two sweeps that has begun before healing still has its old length.
  const isBefore = dueMs + life.sweepMs + promptMs < healedMs;
  const sweepMs = isBefore ? life.sweepMs : Math.max(life.sweepMs, life.calmSweepMs);
  if (isFaultless && !clocksAreOff) {
    // Two processes that hear of one change at once may take a fresh job back: the sweep is the net.
    return dueMs + promptMs + sweepMs;
  }
  // What a process with a wrong clock passed over is found by the look that comes hours later.
  const isClear = dueMs > healedMs + (clocksAreOff ? 2 * clockErrorMaxMs : 0);
  return isClear
    ? dueMs + 2 * life.calmSweepMs + 2 * minuteMs
    : Math.max(dueMs, healedMs) + 3 * hourMs + 2 * life.calmSweepMs;
}

function inTime(
  reminder: Reminder,
  { ms, sinceMs }: { readonly ms: number; readonly sinceMs: number },
  past: Past,
): readonly string[] {
  const errorMs = past.clocksAreOff ? clockErrorMaxMs : 0;
  const earlyMs = Date.parse(reminder.at) - ms;
  const lateMs = ms - latestMs(reminder, sinceMs, past);
  return [
    ...(earlyMs > errorMs ? [`${nameOf(reminder)} fired ${earlyMs} ms early`] : []),
    ...(lateMs > 0 ? [`${nameOf(reminder)} fired ${lateMs} ms too late`] : []),
  ];
}

/** Who completes, deletes, dismisses or moves something calls its reminders off; nobody else. */
function forAReason(
  { reminder, command, at, seq }: OfReminder,
  log: readonly Entry[],
  { lived }: Past,
): readonly string[] {
  const last = log.findLast((entry) => entry.command === command);
  if (last?.type === "task.completed" || last?.type === "task.deleted") return [];
  if (last && "template" in last) return [];
  const asked = lived.asked.find(({ id }) => id === command);
  if (asked?.kind === "dismiss") return [];
  const isPast =
    reminder.at <= at ||
    log.some((e) => e.seq > seq && e.command === command && wouldBePast(e, reminder));
  return asked?.kind === "move" && isPast
    ? []
    : [`${nameOf(reminder)} was called off by ${command}`];
}

/** Moved with its task, the reminder would have come before now. */
function wouldBePast(entry: Entry, { offset }: Reminder): boolean {
  if (!("task" in entry) || offset === null) return false;
  return Date.parse(entry.task.due_date ?? "") - lengthMs(offset) <= Date.parse(entry.at);
}
