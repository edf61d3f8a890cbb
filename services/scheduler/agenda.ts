import { z } from "zod";
import { aggregateId, instant } from "../shared/contracts/domain-event.ts";
import { localDate } from "../shared/contracts/entities/proposal.ts";
import { recurrence, recurringTask } from "../shared/contracts/entities/recurring-task.ts";

/** A template as far as its dates go. */
const series = z.object({
  version: z.int().min(1),
  status: recurringTask.shape.status,
  missed: recurringTask.shape.missed,
  recurrence,
  /** Without those that are long past. */
  exceptions: z.array(localDate),
  /** Every date of a fixed rule before this instant was proposed, or left out on purpose. */
  proposed_until: instant,
  /** The first date of a fixed rule after that; null when there is none. */
  next_at: instant.nullable(),
  /** The last proposed date of a rule that counts from completion. */
  last_local: localDate.nullable(),
});
export type Series = z.output<typeof series>;

/** A reminder that has not fired. */
const pendingReminder = z.object({ id: aggregateId, at: instant });
export type PendingReminder = z.output<typeof pendingReminder>;

/** A task as far as something will become due because of it. */
const note = z.object({
  version: z.int().min(1),
  open: z.boolean(),
  pending: z.array(pendingReminder),
  /** The template whose next date waits for the end of this task. */
  series: aggregateId.nullable(),
});
export type Note = z.output<typeof note>;

/** All that will become due for one person. */
export const agenda = z.object({
  templates: z.record(z.string(), series),
  tasks: z.record(z.string(), note),
  /** The hour (since the epoch) after which somebody must look at this agenda again. */
  look_hour: z.int().nullable(),
});
export type Agenda = z.output<typeof agenda>;

export const emptyAgenda: Agenda = { templates: {}, tasks: {}, look_hour: null };

/** Ended things whose version is remembered, so that an event that comes late revives none. */
const endedMax = 200;

export const seriesOf = (agenda: Agenda, id: string): Series | undefined =>
  Object.hasOwn(agenda.templates, id) ? agenda.templates[id] : undefined;

export const noteOf = (agenda: Agenda, id: string): Note | undefined =>
  Object.hasOwn(agenda.tasks, id) ? agenda.tasks[id] : undefined;

export const withSeries = (agenda: Agenda, id: string, value: Series): Agenda => ({
  ...agenda,
  templates: put(agenda.templates, id, value, ({ status }) => status === "stopped"),
});

export const withNote = (agenda: Agenda, id: string, value: Note): Agenda => ({
  ...agenda,
  tasks: put(agenda.tasks, id, value, isEnded),
});

/** Nothing will become due because of this task. */
const isEnded = ({ pending, series: waits, open }: Note) =>
  pending.length === 0 && !(open && waits !== null);

/** The latest goes to the end, so that the ended ones at the front are the oldest. */
function put<V>(
  record: Readonly<Record<string, V>>,
  id: string,
  value: V,
  ended: (value: V) => boolean,
): Record<string, V> {
  const others = Object.entries(record).filter(([other]) => other !== id);
  const all: [string, V][] = [...others, [id, value]];
  let tooMany = all.filter(([, one]) => ended(one)).length - endedMax;
  return Object.fromEntries(all.filter(([, one]) => !(ended(one) && tooMany-- > 0)));
}
