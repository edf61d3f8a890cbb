import type { Reminder } from "../../../services/shared/contracts/entities/reminder.ts";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import { isMadeByTime, reminderIn, type TrailEntry, taskIn } from "./checker-trail.ts";
import type { Seen } from "./evidence.ts";
import { acknowledgedIn, type Command } from "./history.ts";

/** "Every Monday" is four dates in the 28 days ahead. */
const datesOfTemplate = 4;
/** Nothing is sent for what was called off so long before its moment. */
const calledOffBeforeMs = 5_000;

/** What others did about a person's events was done once for each of them, and for nothing else. */
export function effectsAreRight(seen: Seen, commands: readonly Command[]): readonly string[] {
  return [
    ...windowIsRight(seen),
    ...serverIsRight(seen),
    ...datesAreRight(seen),
    ...remindersAreRight(seen, commands),
  ];
}

/** A window that resumed each time heard of every position once, in order. */
function windowIsRight({ person, heard, resets, trail }: Seen): readonly string[] {
  const wrong = heard.findIndex((seq, i) => seq !== i + 1);
  return [
    ...(resets === 0 ? [] : [`${person}'s window: was reset ${resets} times`]),
    ...(wrong < 0 ? [] : [`${person}'s window: heard ${heard[wrong]} in place of ${wrong + 1}`]),
    ...(heard.length === trail.items.length
      ? []
      : [`${person}'s window: heard ${heard.length} of ${trail.items.length}`]),
  ];
}

/** A server is told of every event under one name; it may be told again, under the same one. */
function serverIsRight({ person, told, trail }: Seen): readonly string[] {
  if (told === undefined) return [];
  const names = Map.groupBy(told, ({ event }) => event);
  const several = [...names].filter(
    ([, all]) => new Set(all.map(({ delivery }) => delivery)).size > 1,
  );
  const events = new Set(trail.items.map(({ event_id }) => event_id));
  return [
    ...several.map(([event]) => `${person}'s server: ${event} has several names`),
    ...[...names.keys()]
      .filter((event) => !events.has(event))
      .map((event) => `${person}'s server: ${event} never happened`),
    ...[...events]
      .filter((event) => !names.has(event))
      .map((event) => `${person}'s server: was not told of ${event}`),
  ];
}

/** Each template has its dates, each once. */
function datesAreRight({ person, trail }: Seen): readonly string[] {
  const made = trail.items.filter(isMadeByTime).flatMap((entry) => taskIn(entry) ?? []);
  const byTemplate = Map.groupBy(made, ({ recurring_task_id }) => recurring_task_id ?? "");
  const templates = trail.items.filter(({ event_type: type }) => type === "recurring-task.created");
  return templates.flatMap(({ aggregate_id: id }) => {
    const dates = (byTemplate.get(id) ?? []).map(({ due_date }) => due_date);
    return [
      ...(dates.length === datesOfTemplate ? [] : [`${person}: ${id} has ${dates.length} dates`]),
      ...(new Set(dates).size === dates.length ? [] : [`${person}: ${id} has a date twice`]),
    ];
  });
}

/** A reminder as its task was made with it. */
interface Set_ {
  readonly reminder: Reminder;
  readonly task: Task;
}

/**
 * Each reminder fires once and not early, or is called off; who has fired is told once in the
 * application; nothing is told of one that was called off in time.
 */
function remindersAreRight(seen: Seen, commands: readonly Command[]): readonly string[] {
  const { person, trail, notices } = seen;
  const fired = Map.groupBy(ofType(trail.items, "reminder.triggered"), idOf);
  const calledOff = Map.groupBy(ofType(trail.items, "reminder.canceled"), idOf);
  const told = Map.groupBy(notices, ({ reminder_id }) => reminder_id);
  const set = trail.items
    .filter(({ event_type }) => event_type === "task.created")
    .flatMap((entry) => taskIn(entry) ?? [])
    .flatMap((task) => task.reminders.map((reminder): Set_ => ({ reminder, task })));
  const wrong = set.flatMap(({ reminder, task }) => {
    const { id, at } = reminder;
    const times = fired.get(id) ?? [];
    const notes = told.get(id) ?? [];
    const offMs = endedMsOf(task.id, commands);
    return [
      ...(times.length > 1 ? [`${id} fired ${times.length} times`] : []),
      ...(times.some(({ timestamp }) => timestamp < at) ? [`${id} fired early`] : []),
      ...(times.length > 0 && calledOff.has(id) ? [`${id} fired and was called off`] : []),
      ...(times.length === 0 && !calledOff.has(id) ? [`${id} never fired`] : []),
      ...(offMs + calledOffBeforeMs < Date.parse(at) && times.length + sent(notes).length > 0
        ? [`${id} was called off in time and fired or was told`]
        : []),
      ...(notes.length > 1 ? [`${id} was told ${notes.length} times`] : []),
      ...(times.length > 0 && sent(notes).length !== 1 && !isCalledOffLater(task.id, trail.items)
        ? [`${id} fired and was not told`]
        : []),
    ];
  });
  const known = new Set(set.map(({ reminder }) => reminder.id));
  const strange = [...told.keys(), ...fired.keys()].filter((id) => !known.has(id));
  return [...wrong, ...strange.map((id) => `${id} is nobody's reminder`)].map(
    (what) => `${person}: reminder ${what}`,
  );
}

const ofType = (items: readonly TrailEntry[], type: string) =>
  items.filter(({ event_type }) => event_type === type);

const idOf = (entry: TrailEntry): string => reminderIn(entry)?.id ?? "";

/** Those of which the person was told in the application. */
const sent = (notices: Seen["notices"]) =>
  notices.filter(({ deliveries }) =>
    deliveries.some(({ channel, status }) => channel === "in_app" && status === "sent"),
  );

/** When the end of a task was acknowledged; never: not at all. */
function endedMsOf(task: string, commands: readonly Command[]): number {
  const ends = commands.filter(
    ({ kind, about }) => about === task && (kind === "complete" || kind === "delete"),
  );
  const moments = ends.map((one) => acknowledgedIn(one)?.endedMs ?? Number.POSITIVE_INFINITY);
  return Math.min(...moments, Number.POSITIVE_INFINITY);
}

/** A task that is done after its reminder has fired: the news of both may meet on their way. */
const isCalledOffLater = (task: string, items: readonly TrailEntry[]) =>
  items.some(
    ({ aggregate_id, event_type: type }) =>
      aggregate_id === task && (type === "task.completed" || type === "task.deleted"),
  );
