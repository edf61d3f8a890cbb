import type {
  OccurrenceProposal,
  ReminderProposal,
} from "../shared/contracts/entities/proposal.ts";
import type { RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import type { Reminder } from "../shared/contracts/entities/reminder.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import {
  next,
  nextFromCompletion,
  type Occurrence,
  windowStart,
} from "../shared/recurrence/recurrence.ts";
import {
  type Agenda,
  type Note,
  noteOf,
  type PendingReminder,
  type Series,
  seriesOf,
  withNote,
  withSeries,
} from "./agenda.ts";
import { entersAt, extended, livingExceptions } from "./horizon.ts";
import { slotMs, slotOf } from "./slots.ts";

/** What is to be done; each may be done twice. */
export type Effect =
  | { readonly kind: "occurrence"; readonly proposal: OccurrenceProposal }
  | { readonly kind: "reminder"; readonly proposal: ReminderProposal }
  /** Have the reminder called at its moment. */
  | { readonly kind: "arm"; readonly proposal: ReminderProposal }
  /** Call for this moment no more; another moment of the same reminder has its own call. */
  | { readonly kind: "disarm"; readonly reminder: PendingReminder };

/** First the effects, then the agenda: a crash between repeats them, and loses none. */
export interface Decision {
  readonly agenda: Agenda;
  readonly effects: readonly Effect[];
}

/** An hour bucket is read when its hour is over; so much time remains to write the last entry. */
const lookMarginMs = 5 * slotMs.minute;
/** A reminder that nobody settles is proposed again by each look for so long, then forgotten. */
const proposedAgainMs = 48 * slotMs.hour;
/** A rule that counts from completion steps over dates it has had; more steps find nothing new. */
const stepsMax = 400;

/** Nothing to do. */
export const unchanged = (agenda: Agenda): Decision => ({ agenda, effects: [] });

/** A template in a new version. Throws a RecurrenceError when its rule cannot be read. */
export function templateSeen(agenda: Agenda, seen: RecurringTask, nowMs: number): Decision {
  const before = seriesOf(agenda, seen.id);
  if (before && before.version >= seen.version) return unchanged(agenda);
  const { version, status, missed, recurrence } = seen;
  const isGoingOn = before?.status === "active" && status === "active";
  const sinceMs = Math.min(nowMs, Date.parse(isGoingOn ? before.proposed_until : seen.updated_at));
  const exceptions = livingExceptions(status === "stopped" ? [] : seen.exceptions, sinceMs);
  const isSame = isGoingOn && isSameSchedule(before, { recurrence, exceptions }, sinceMs);
  const series: Series = {
    version,
    status,
    missed,
    recurrence,
    exceptions,
    proposed_until: isSame ? before.proposed_until : iso(windowStart(recurrence, sinceMs)),
    next_at: null,
    last_local: before?.last_local ?? null,
  };
  const known = withSeries(agenda, seen.id, series);
  if (status !== "active") return lookPlanned(unchanged(known), nowMs);
  if (!recurrence.from_completion) {
    return lookPlanned(onHorizon(known, seen.user_id, seen.id, nowMs), nowMs);
  }
  // A date that is left out is followed by the end of its task, or by the owner: not here too.
  const isSameRule = isGoingOn && isEqual(before.recurrence, recurrence);
  if (isSameRule || hasOpen(known, seen.id)) return lookPlanned(unchanged(known), nowMs);
  const after = iso(Date.parse(series.proposed_until) - 1);
  const [first] = next(recurrence, after, 1, exceptions);
  return lookPlanned(following(known, seen.user_id, seen.id, first), nowMs);
}

const isSameSchedule = (
  before: Series,
  { recurrence, exceptions }: Pick<Series, "recurrence" | "exceptions">,
  sinceMs: number,
): boolean =>
  isEqual(before.recurrence, recurrence) &&
  isEqual(livingExceptions(before.exceptions, sinceMs), exceptions);

const isEqual = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** What an event says about a task. */
export interface TaskSeen {
  readonly task: Task;
  readonly version: number;
  readonly deleted: boolean;
  /** When it happened. */
  readonly at: string;
}

/** A task in a new version: its reminders, and the date that waits for its end. */
export function taskSeen(agenda: Agenda, seen: TaskSeen, nowMs: number): Decision {
  const { task, version, deleted } = seen;
  const before = noteOf(agenda, task.id);
  const open = !deleted && task.status !== "completed";
  const closes = !open && (before?.open ?? true);
  // The events of one change carry one version, and the one that closes the task may come last.
  const isNews = !before || version > before.version || (version === before.version && closes);
  if (!isNews) return unchanged(agenda);
  const pending = open ? pendingOf(task.reminders) : [];
  const series = waitingSeries(agenda, task.recurring_task_id);
  if (!before && task.reminders.length === 0 && series === null) return unchanged(agenda);
  const known = withNote(agenda, task.id, { version, open, pending, series });
  const effects = rearmed(task, before?.pending ?? [], pending);
  const ended = task.completed_at ?? seen.at;
  const after =
    series !== null && closes
      ? afterEnd(known, task.user_id, series, deleted ? seen.at : ended)
      : unchanged(known);
  return lookPlanned({ agenda: after.agenda, effects: [...effects, ...after.effects] }, nowMs);
}

/** A reminder that fired or was called off. */
export interface ReminderSeen {
  readonly task: Task;
  readonly reminder: Reminder;
  readonly at: string;
}

/** A reminder was settled by the owner: nothing is to be called for it any more. */
export function reminderSeen(agenda: Agenda, seen: ReminderSeen, nowMs: number): Decision {
  const { task, reminder } = seen;
  const before = noteOf(agenda, task.id);
  if (before && before.version > task.version) return unchanged(agenda);
  const reminders = task.reminders.map((one) => (one.id === reminder.id ? reminder : one));
  const { version } = task;
  if (!before || before.version < version) {
    const changed = { ...task, reminders };
    return taskSeen(agenda, { task: changed, version, deleted: false, at: seen.at }, nowMs);
  }
  const settled = before.pending.find(({ id }) => id === reminder.id);
  if (reminder.status === "pending" || !settled) return unchanged(agenda);
  const pending = before.pending.filter((one) => one !== settled);
  return {
    agenda: withNote(agenda, task.id, { ...before, pending }),
    effects: [{ kind: "disarm", reminder: settled }],
  };
}

/** Somebody looks: dates that came inside the horizon, and reminders that nobody settled. */
export function looked(agenda: Agenda, user: string, nowMs: number): Decision {
  let decision: Decision = {
    agenda: forgotten({ ...agenda, look_hour: null }, nowMs),
    effects: overdue(agenda, user, nowMs).map((proposal) => ({ kind: "reminder", proposal })),
  };
  for (const [id, { status, recurrence }] of Object.entries(agenda.templates)) {
    if (status !== "active" || recurrence.from_completion) continue;
    const more = onHorizon(decision.agenda, user, id, nowMs);
    decision = { agenda: more.agenda, effects: [...decision.effects, ...more.effects] };
  }
  return lookPlanned(decision, nowMs);
}

/** The pending reminders whose moment has come. */
export const overdue = (agenda: Agenda, user: string, nowMs: number): ReminderProposal[] =>
  Object.entries(agenda.tasks).flatMap(([task_id, { pending }]) =>
    pending
      .filter(({ at }) => Date.parse(at) <= nowMs)
      .map(({ id, at }) => ({ user_id: user, task_id, reminder_id: id, at })),
  );

function forgotten(agenda: Agenda, nowMs: number): Agenda {
  const isLost = ({ at }: PendingReminder) => Date.parse(at) < nowMs - proposedAgainMs;
  return Object.entries(agenda.tasks)
    .filter(([, { pending }]) => pending.some(isLost))
    .reduce((kept, [id, note]) => {
      const pending = note.pending.filter((one) => !isLost(one));
      return withNote(kept, id, { ...note, pending });
    }, agenda);
}

function onHorizon(agenda: Agenda, user: string, id: string, nowMs: number): Decision {
  const before = seriesOf(agenda, id);
  if (!before) return unchanged(agenda);
  const { series, dates } = extended(before, nowMs);
  const effects = dates.map(({ local }) => occurrence(user, id, local));
  return { agenda: series === before ? agenda : withSeries(agenda, id, series), effects };
}

/** The template that waits for the end of its tasks; null when dates are fixed or none is. */
function waitingSeries(agenda: Agenda, id: string | null): string | null {
  const series = id === null ? undefined : seriesOf(agenda, id);
  return series?.recurrence.from_completion ? id : null;
}

const hasOpen = (agenda: Agenda, id: string): boolean =>
  Object.values(agenda.tasks).some(({ series, open }) => open && series === id);

/** The date that follows the end of the last open task of a template. */
function afterEnd(agenda: Agenda, user: string, id: string, endedAt: string): Decision {
  const series = seriesOf(agenda, id);
  if (series?.status !== "active" || hasOpen(agenda, id)) return unchanged(agenda);
  return following(agenda, user, id, nextFromCompletion(series.recurrence, endedAt));
}

/** Proposes this date, or the one after it while it was had before or is an exception. */
function following(
  agenda: Agenda,
  user: string,
  id: string,
  first: Occurrence | undefined,
): Decision {
  const series = seriesOf(agenda, id);
  let date = first;
  for (let step = 0; series && date && step < stepsMax; step++) {
    const { local, at } = date;
    const isHad = series.last_local !== null && local <= series.last_local;
    if (!isHad && !isException(series.exceptions, local)) {
      const known = withSeries(agenda, id, { ...series, last_local: local });
      return { agenda: known, effects: [occurrence(user, id, local)] };
    }
    date = nextFromCompletion(series.recurrence, at);
  }
  return unchanged(agenda);
}

const isException = (exceptions: readonly string[], local: string): boolean =>
  exceptions.includes(local) || exceptions.includes(local.slice(0, "2026-01-05".length));

const occurrence = (user_id: string, recurring_task_id: string, local: string): Effect => ({
  kind: "occurrence",
  proposal: { user_id, recurring_task_id, local },
});

const pendingOf = (reminders: readonly Reminder[]): PendingReminder[] =>
  reminders.filter(({ status }) => status === "pending").map(({ id, at }) => ({ id, at }));

function rearmed(
  { id: task_id, user_id }: Task,
  before: readonly PendingReminder[],
  after: readonly PendingReminder[],
): Effect[] {
  const gone = before.filter((one) => !after.some(({ id, at }) => id === one.id && at === one.at));
  const fresh = after.filter((one) => !before.some(({ id, at }) => id === one.id && at === one.at));
  return [
    ...gone.map((reminder): Effect => ({ kind: "disarm", reminder })),
    ...fresh.map(({ id, at }): Effect => {
      return { kind: "arm", proposal: { user_id, task_id, reminder_id: id, at } };
    }),
  ];
}

/** The decision with the hour of the next look. One that is planned early enough stays. */
function lookPlanned({ agenda, effects }: Decision, nowMs: number): Decision {
  const wantedMs = nextLookMs(agenda, nowMs);
  const { look_hour } = agenda;
  const soonest = slotOf("hour", nowMs + lookMarginMs);
  const hour = wantedMs === undefined ? null : Math.max(slotOf("hour", wantedMs), soonest);
  // One that should have happened long ago was lost with its bucket: it is planned anew.
  const isPlanned = look_hour !== null && look_hour >= slotOf("hour", nowMs) - 1;
  if (hour === look_hour || (isPlanned && (hour === null || look_hour <= hour))) {
    return { agenda, effects };
  }
  return { agenda: { ...agenda, look_hour: hour }, effects };
}

function nextLookMs(agenda: Agenda, nowMs: number): number | undefined {
  const dates = Object.values(agenda.templates).flatMap(({ status, recurrence, next_at }) =>
    status === "active" && next_at !== null ? [entersAt(recurrence, next_at)] : [],
  );
  const checks = Object.values(agenda.tasks).flatMap(({ pending }: Note) =>
    pending.map(({ at }) => Math.max(Date.parse(at), nowMs) + slotMs.hour),
  );
  return [...dates, ...checks].reduce<number | undefined>(
    (least, one) => (least === undefined || one < least ? one : least),
    undefined,
  );
}

const iso = (ms: number) => new Date(ms).toISOString();
