import { personHeader } from "../../../services/shared/kit/door.ts";
import { parseChunk } from "../../../services/task/log/chunk.ts";
import { aggregateOf, type Entry } from "../../../services/task/view.ts";
import { type Asked, unseen } from "./people.ts";
import type { Watched } from "./windows.ts";
import type { Instance, World } from "./world.ts";

/** Everything that is wrong with a healed world; empty when every promise was kept. */
export async function broken(
  world: World,
  users: readonly string[],
  history: readonly Asked[],
  watched: readonly Watched[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const user of users) {
    const log = logOf(world, user);
    found.push(
      ...inOrder(user, log),
      ...asPromised(
        log,
        history.filter((asked) => asked.user === user),
      ),
      ...published(world, user, log),
      ...(await replicasAgree(world, user, log)),
      ...(await auditIsComplete(world, user, log)),
      ...watched.filter((w) => w.user === user).flatMap((w) => windowIsRight(w, log)),
    );
  }
  return found;
}

/** Every event reached every group. */
export function nothingIsLeft({ bus }: World): readonly string[] {
  return [
    ...bus.aside.map(({ type, id }) => `${type} ${id} was set aside`),
    ...(bus.lag() > 0 ? [`${bus.lag()} events were not taken`] : []),
  ];
}

/** The log as the store holds it, read without the code under test. */
export function logOf({ store }: World, user: string): readonly Entry[] {
  const entries: Entry[] = [];
  for (let n = 1; ; n++) {
    const row = store.get(`task||log:${user}:${n}`);
    if (!row) return entries;
    entries.push(...parseChunk(JSON.parse(row.value)).entries);
  }
}

const inOrder = (user: string, log: readonly Entry[]) =>
  log.flatMap(({ seq }, i) =>
    seq === i + 1 ? [] : [`${user}: position ${seq} stands at ${i + 1}`],
  );

/** Acknowledged is in the log once; what was shown is what was written; refused is not there. */
function asPromised(log: readonly Entry[], history: readonly Asked[]): readonly string[] {
  return history.flatMap(({ id, kind, status, task }) => {
    const entries = log.filter(({ command }) => command === id);
    const at = entries.map(({ seq }) => seq);
    const wrong: string[] = [];
    if (kind === "create" && entries.length > 1)
      wrong.push(`${id} was created ${entries.length} times`);
    if (at.some((seq, i) => i > 0 && seq !== (at[i - 1] ?? 0) + 1)) {
      wrong.push(`${id} was carried out in pieces, at ${at.join(", ")}`);
    }
    // One change may call several reminders off.
    const single = entries.filter(({ type }) => type !== "reminder.canceled");
    if (new Set(single.map((e) => `${e.type} ${aggregateOf(e).id}`)).size !== single.length) {
      wrong.push(`${id} was carried out twice`);
    }
    if (kind === "create" && status === 201) {
      if (entries.length === 0) wrong.push(`${id} was acknowledged and is lost`);
      else if (aggregateIn(entries[0]) !== task) wrong.push(`${id} was shown as another task`);
    }
    if (status === unseen) wrong.push(`${id} was acknowledged and not shown by another replica`);
    if (kind === "delete" && status === 204 && entries.length === 0) wrong.push(`${id} is lost`);
    if (status !== undefined && status >= 400 && entries.length > 0 && kind !== "create") {
      wrong.push(`${id} was refused with ${status} and carried out`);
    }
    return wrong;
  });
}

/** Each committed event is past the publication cursor's end, and no mark is left. */
function published({ store }: World, user: string, log: readonly Entry[]): readonly string[] {
  const row = store.get(`task||pub:${user}`);
  const cursor = row ? (JSON.parse(row.value) as { seq: number }).seq : 0;
  const marked = store
    .keys()
    .filter((key) => key.startsWith("task||dirty:"))
    .some((key) => (store.get(key)?.value ?? "").includes(`"${user}/`));
  return [
    ...(cursor === log.length ? [] : [`${user}: published up to ${cursor} of ${log.length}`]),
    ...(marked ? [`${user}: still marked as unpublished`] : []),
  ];
}

const aggregateIn = (entry: Entry | undefined) => (entry ? aggregateOf(entry).id : undefined);

/** The tasks that follow from a log, folded as simply as can be. */
function fold(log: readonly Entry[]): string {
  const tasks = new Map<string, unknown>();
  for (const entry of log) {
    if ("template" in entry) continue;
    if (entry.type === "task.deleted") tasks.delete(entry.task.id);
    else tasks.set(entry.task.id, entry.task);
  }
  return sorted([...tasks.values()]);
}

const sorted = (tasks: readonly unknown[]) =>
  JSON.stringify(tasks.map((task) => JSON.stringify(task)).sort((a, b) => (a < b ? -1 : 1)));

/** What a process shows to a person. */
export async function ask(instance: Instance, user: string, path: string): Promise<unknown> {
  const headers = { [personHeader]: user };
  const answer = await instance.running?.channel({ method: "GET", path, headers, body: "" });
  if (answer?.status !== 200) throw new Error(`${instance.replica} ${path}: ${answer?.body}`);
  return JSON.parse(answer.body);
}

async function replicasAgree(world: World, user: string, log: readonly Entry[]) {
  const wanted = fold(log);
  const wrong: string[] = [];
  for (const instance of world.instances.filter((i) => i.service === "task")) {
    const page = (await ask(instance, user, "/tasks?limit=200")) as { items: unknown[] };
    if (sorted(page.items) !== wanted)
      wrong.push(`${user}: ${instance.replica} shows another list`);
  }
  return wrong;
}

async function auditIsComplete(world: World, user: string, log: readonly Entry[]) {
  const instance = world.anyOf("audit");
  if (!instance) return ["no audit is running"];
  const trail = (await ask(instance, user, "/trail?limit=200")) as {
    items: { seq: number; event_type: string }[];
    complete: boolean;
  };
  const filed = trail.items.toReversed().map(({ seq, event_type }) => `${seq} ${event_type}`);
  const wanted = log.map(({ seq, type }) => `${seq} ${type}`);
  const replayed = (await ask(instance, user, "/replay")) as { tasks: unknown[] };
  return [
    ...(trail.complete ? [] : [`${user}: the trail has gaps`]),
    ...(filed.join() === wanted.join() ? [] : [`${user}: the trail is not the log`]),
    ...(sorted(replayed.tasks) === fold(log) ? [] : [`${user}: the replay is another list`]),
  ];
}

function windowIsRight({ user, last, told, wrong }: Watched, log: readonly Entry[]) {
  const strange = told.filter(({ seq, id, type }) => {
    const entry = log[seq - 1];
    return aggregateIn(entry) !== id || entry?.type !== type;
  });
  return [
    ...wrong.map((what) => `${user}'s window: ${what}`),
    ...strange.map(({ seq }) => `${user}'s window: told something else about ${seq}`),
    ...(last === log.length ? [] : [`${user}'s window: stands at ${last} of ${log.length}`]),
  ];
}
