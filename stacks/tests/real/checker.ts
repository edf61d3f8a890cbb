import { isDeepStrictEqual } from "node:util";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import { effectsAreRight } from "./checker-effects.ts";
import { historyIsKept } from "./checker-history.ts";
import { taskIn } from "./checker-trail.ts";
import type { Evidence, Seen } from "./evidence.ts";

/** Everything that is wrong with a run, in sentences; empty when every promise was kept. */
export function broken({ commands, people, letters, behind }: Evidence): readonly string[] {
  return [
    ...letters.map((letter) => `set aside: ${letter}`),
    ...behind.filter(({ events }) => events > 0).map((one) => `${one.name} lags by ${one.events}`),
    ...people.flatMap((seen) => {
      const own = commands.filter(({ person }) => person === seen.person);
      return [
        ...trailIsWhole(seen),
        ...listsAreTheTrail(seen),
        ...othersAreNotSeen(seen),
        ...historyIsKept(seen, own),
        ...effectsAreRight(seen, own),
      ];
    }),
  ];
}

/** Positions 1, 2, 3 and so on, each once; versions of one thing grow by one. */
function trailIsWhole({ person, trail }: Seen): readonly string[] {
  const { items, complete, missing, last_seq } = trail;
  const wrong: string[] = [];
  if (!complete) wrong.push(`${person}: the trail misses ${missing.join(", ")}`);
  const versions = new Map<string, number>();
  const oldestFirst = items.toReversed();
  for (const [i, entry] of oldestFirst.entries()) {
    if (entry.seq !== i + 1) {
      wrong.push(`${person}: position ${entry.seq} of the trail stands at ${i + 1}`);
      break;
    }
    if (entry.event_id !== `${person}:${entry.seq}`) {
      wrong.push(`${person}: position ${entry.seq} is ${entry.event_id}`);
    }
    const before = versions.get(entry.aggregate_id) ?? 0;
    if (entry.aggregate_version !== before + 1) {
      const what = `${entry.aggregate_id} has version ${entry.aggregate_version} after ${before}`;
      wrong.push(`${person}: ${what}, at ${entry.seq}`);
    }
    versions.set(entry.aggregate_id, entry.aggregate_version);
  }
  if (last_seq !== items.length) wrong.push(`${person}: the trail ends at ${last_seq}`);
  return wrong;
}

/** The list of each replica, and the replay of the trail, are what the trail's events add up to. */
function listsAreTheTrail({ person, trail, lists, replayed }: Seen): readonly string[] {
  const wanted = new Map<string, Task>();
  for (const entry of trail.items.toReversed()) {
    const task = taskIn(entry);
    if (entry.event_type === "task.deleted") wanted.delete(entry.aggregate_id);
    else if (task !== undefined) wanted.set(task.id, task);
  }
  return [
    ...lists.flatMap((list, n) => sameTasks(wanted, list, `${person}: the list of replica ${n}`)),
    ...sameTasks(wanted, replayed, `${person}: the replay of the trail`),
  ];
}

function sameTasks(
  wanted: ReadonlyMap<string, Task>,
  found: readonly Task[],
  name: string,
): readonly string[] {
  const ids = new Set(found.map(({ id }) => id));
  return [
    ...(ids.size === found.length ? [] : [`${name} has a task twice`]),
    ...[...wanted.keys()].filter((id) => !ids.has(id)).map((id) => `${name} misses ${id}`),
    ...found
      .filter((task) => !isDeepStrictEqual(task, wanted.get(task.id)))
      .map(({ id }) => `${name} shows ${id} otherwise than the trail`),
  ];
}

function othersAreNotSeen({ person, lists, trail }: Seen): readonly string[] {
  const tasks = [...lists.flat(), ...trail.items.flatMap((entry) => taskIn(entry) ?? [])];
  const foreign = tasks.filter(({ user_id }) => user_id !== person);
  return foreign.map(({ id, user_id }) => `${person}: sees ${id} of ${user_id}`);
}
