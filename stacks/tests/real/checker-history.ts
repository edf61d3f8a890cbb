import { isDeepStrictEqual } from "node:util";
import { isMadeByTime, type TrailEntry, taskIn } from "./checker-trail.ts";
import type { Seen } from "./evidence.ts";
import { acknowledgedIn, type Command, type CommandKind, sentMs } from "./history.ts";

/** What a command of each kind leaves in the trail; a look leaves nothing. */
const entryOf: Readonly<Record<CommandKind, string | undefined>> = {
  create: "task.created",
  edit: "task.updated",
  complete: "task.completed",
  delete: "task.deleted",
  repeat: "recurring-task.created",
  look: undefined,
};

/** A command with what the trail holds of it. */
interface Traced {
  readonly command: Command;
  readonly entries: readonly TrailEntry[];
}

/**
 * What one person was promised is in the trail, once, as it was shown, and in the order in which
 * it was promised; what was refused is not there, and nothing that nobody wanted.
 */
export function historyIsKept({ trail }: Seen, commands: readonly Command[]): readonly string[] {
  const byTrace = Map.groupBy(trail.items, ({ trace_id }) => trace_id ?? "");
  const writes = commands.filter(({ kind }) => entryOf[kind] !== undefined);
  const traced = writes.map((command): Traced => {
    const caused = command.attempts.flatMap(({ trace }) => byTrace.get(trace) ?? []);
    const entries = caused.filter((entry) => isOwn(command, entry));
    return { command, entries };
  });
  return [
    ...traced.flatMap(isAsPromised),
    ...isInOrder(traced),
    ...isShownAsPromised(commands, trail.items),
    ...nobodyElsesDoing(traced, trail.items),
  ];
}

/** One request may cause more than it wanted: dates of a template, reminders that are called off. */
const isOwn = ({ kind }: Command, entry: TrailEntry) =>
  entry.event_type === entryOf[kind] && !isMadeByTime(entry);

function isAsPromised({ command, entries }: Traced): readonly string[] {
  const { key, kind, about, attempts } = command;
  const acknowledged = acknowledgedIn(command);
  const wrong: string[] = [];
  if (entries.length > 1) {
    const places = entries.map(({ seq }) => seq).join(", ");
    wrong.push(`${key} (${kind}) was carried out ${entries.length} times, at ${places}`);
  }
  if (acknowledged !== undefined && entries.length === 0) {
    wrong.push(`${key} (${kind}) was acknowledged and is lost`);
  }
  const refused = attempts.find(({ outcome }) => outcome.kind === "refused");
  const mayHaveHappened = attempts.some(({ outcome }) => outcome.kind === "unknown");
  if (refused !== undefined && !mayHaveHappened && entries.length > 0) {
    wrong.push(`${key} (${kind}) was refused and carried out`);
  }
  const other = entries.find(({ aggregate_id }) => about !== undefined && aggregate_id !== about);
  if (other) wrong.push(`${key} (${kind}) is about ${about} and changed ${other.aggregate_id}`);
  return wrong;
}

/**
 * What was acknowledged before something else was sent stands before it. Commands by the moment
 * they were sent; the furthest position among those that had been acknowledged by then.
 */
function isInOrder(traced: readonly Traced[]): readonly string[] {
  const placed = traced.flatMap(({ command, entries: [entry] }) =>
    entry === undefined ? [] : [{ command, seq: entry.seq }],
  );
  const bySent = placed.toSorted((a, b) => sentMs(a.command) - sentMs(b.command));
  const byEnd = placed
    .flatMap(({ command, seq }) => {
      const endedMs = acknowledgedIn(command)?.endedMs;
      return endedMs === undefined ? [] : [{ key: command.key, endedMs, seq }];
    })
    .toSorted((a, b) => a.endedMs - b.endedMs);
  const wrong: string[] = [];
  let done = 0;
  let furthest = { key: "", seq: 0 };
  for (const { command, seq } of bySent) {
    for (; (byEnd[done]?.endedMs ?? Number.POSITIVE_INFINITY) < sentMs(command); done += 1) {
      const next = byEnd[done];
      if (next !== undefined && next.seq > furthest.seq) furthest = next;
    }
    if (seq < furthest.seq) {
      wrong.push(`${command.key} stands at ${seq}, before ${furthest.key} that was done by then`);
    }
  }
  return wrong;
}

/** Every state that was shown is one of the trail, and none is older than what was known by then. */
function isShownAsPromised(
  commands: readonly Command[],
  items: readonly TrailEntry[],
): readonly string[] {
  const states = new Map(items.map((e) => [`${e.aggregate_id} ${e.aggregate_version}`, e]));
  const known = new Map<string, { readonly version: number; readonly endedMs: number }[]>();
  const wrong: string[] = [];
  for (const command of commands.toSorted((a, b) => sentMs(a) - sentMs(b))) {
    const attempt = acknowledgedIn(command);
    if (attempt?.outcome.kind !== "acknowledged") continue;
    const { shown } = attempt.outcome;
    if (shown === undefined) continue;
    const entry = states.get(`${shown.id} ${shown.version}`);
    if (entry === undefined || !isDeepStrictEqual(taskIn(entry), shown)) {
      wrong.push(`${command.key} (${command.kind}) was shown a state that the trail has not`);
    }
    const before = (known.get(shown.id) ?? []).filter(({ endedMs }) => endedMs < attempt.sentMs);
    if (before.some(({ version }) => version > shown.version)) {
      wrong.push(`${command.key} (${command.kind}) was shown an older state than was known`);
    }
    const { version } = shown;
    known.set(shown.id, [...(known.get(shown.id) ?? []), { version, endedMs: attempt.endedMs }]);
  }
  return wrong;
}

/** Every change that people make was wanted by one of the commands. */
function nobodyElsesDoing(
  traced: readonly Traced[],
  items: readonly TrailEntry[],
): readonly string[] {
  const wanted = new Set(traced.flatMap(({ entries }) => entries.map(({ event_id }) => event_id)));
  const made = new Set(Object.values(entryOf));
  return items
    .filter((entry) => made.has(entry.event_type) && !isMadeByTime(entry))
    .filter(({ event_id }) => !wanted.has(event_id))
    .map(({ event_id, event_type }) => `${event_id} (${event_type}) was wanted by nobody`);
}
