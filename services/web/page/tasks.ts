import { batch, computed, signal } from "@preact/signals";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { listen } from "./chat.ts";
import { everything, type Filter, queryOf } from "./filter.ts";
import { folded, type Line } from "./fold.ts";
import {
  type ListState,
  nothingKnown,
  onlyShown,
  rowsOf,
  tagsOf,
  withoutTask,
  withRead,
  withTask,
} from "./list-state.ts";
import type { Reaction } from "./live-state.ts";
import { present } from "./present.ts";
import { messageOf } from "./problem.ts";
import { readTask, readTasks } from "./task-api.ts";

/** Whether the list can be shown. */
export type Phase =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly nextCursor: string | undefined }
  | { readonly kind: "failed"; readonly message: string };

/** What is known of the tasks. */
export const list = signal<ListState>(nothingKnown);
/** What the list shows. */
export const filter = signal<Filter>(everything);
/** Whether the list has been read. */
export const phase = signal<Phase>({ kind: "loading" });
/** The moment for which "today" and "overdue" are told; moved once a minute. */
export const now = signal(present());

/** The templates whose further dates are shown as well. */
export const unfolded = signal<ReadonlySet<string>>(new Set());

const rows = computed(() => rowsOf(list.value, filter.value, now.value));
/** The lines of the list. Where dates are not what is asked for, what repeats has only one. */
export const lines = computed((): readonly Line[] =>
  filter.value.view === "all" ? folded(rows.value, unfolded.value) : rows.value,
);
/** The tags to choose from. */
export const tags = computed(() => tagsOf(list.value));

/** Commands under way that make a task: its own announcement must not overtake its answer. */
const creations = new Set<Promise<unknown>>();

/** Counts the loads: an answer to an earlier one comes too late. */
let loads = 0;

/** Parts read without being asked: 1,000 tasks are 35 that repeat daily, four weeks ahead. */
const partsMax = 10;

/** Reads the list anew. What is known stays visible meanwhile. */
export async function load(): Promise<void> {
  const mine = ++loads;
  const asked = { filter: filter.value, now: present(), since: list.value.tick };
  now.value = asked.now;
  try {
    const { items, nextCursor } = await readTasks(queryOf(asked.filter, asked.now));
    if (mine !== loads) return;
    const extent = nextCursor === undefined ? "all" : "part";
    batch(() => {
      list.value = withRead(list.value, { items, ...asked, extent });
      phase.value = { kind: "ready", nextCursor };
    });
    await readOn(mine);
  } catch (thrown) {
    if (mine === loads && phase.value.kind !== "ready") {
      phase.value = { kind: "failed", message: messageOf(thrown) };
    }
  }
}

/** The next date of what repeats may stand in any part. Where it breaks off, "Show more" goes on. */
async function readOn(mine: number): Promise<void> {
  const repeats = () => rows.value.some(({ task }) => task.recurring_task_id !== null);
  for (let parts = 1; parts < partsMax && mine === loads; parts++) {
    if (filter.value.view !== "all" || !repeats()) return;
    await loadMore();
  }
}

/** Reads the part that follows. Throws a Refusal. */
export async function loadMore(): Promise<void> {
  if (phase.value.kind !== "ready" || phase.value.nextCursor === undefined) return;
  const mine = loads;
  const part = await readTasks(queryOf(filter.value, now.value, phase.value.nextCursor));
  if (mine !== loads) return;
  batch(() => {
    list.value = part.items.reduce(withTask, list.value);
    phase.value = { kind: "ready", nextCursor: part.nextCursor };
  });
}

/** A pause in typing: each letter would be a request of its own. */
const typingPauseMs = 250;
let typing: ReturnType<typeof setTimeout> | undefined;

/** Shows something else: what is known of it at once, the rest when it has been read. */
export function show(change: Partial<Filter>): void {
  batch(() => {
    filter.value = { ...filter.value, ...change };
    phase.value = { kind: "loading" };
  });
  clearTimeout(typing);
  // An answer to what was shown before is no longer waited for.
  loads += 1;
  typing = setTimeout(() => void load(), change.search === undefined ? 0 : typingPauseMs);
}

/** Another person sits here now. */
export function forget(): void {
  loads += 1;
  clearTimeout(typing);
  batch(() => {
    list.value = nothingKnown;
    filter.value = everything;
    unfolded.value = new Set();
    phase.value = { kind: "loading" };
  });
}

/** Shows the further dates of what repeats. */
export const unfold = (template: string): void => {
  unfolded.value = new Set([...unfolded.value, template]);
};

/** Shows only the next date again. */
export const fold = (template: string): void => {
  unfolded.value = new Set([...unfolded.value].filter((each) => each !== template));
};

/** Remembers a command that makes a task until it has been answered. */
export function creating<T>(answer: Promise<T>): Promise<T> {
  const done = answer.finally(() => creations.delete(done));
  creations.add(done);
  return done;
}

/** Does what a change in another window (or in this one) asks for. */
export function react(reaction: Reaction): void {
  switch (reaction.do) {
    case "nothing":
      return;
    case "reload":
      void readAnew();
      return;
    case "look":
      if (reaction.type === "reminder.triggered") listen();
      if (!reaction.type.startsWith("task.")) return;
      if (reaction.type === "task.deleted") list.value = withoutTask(list.value, reaction.id);
      changed.add(reaction.id);
      if (look === "idle") void lookAtAll();
      return;
    default:
      reaction satisfies never;
  }
}

function readAnew(): Promise<void> {
  // What is not shown is not read either, and would stay as it was.
  list.value = onlyShown(list.value, filter.value, now.value);
  return load();
}

/** Beyond these the list is read anew: one by one they would use up what a person may ask. */
const changedMax = 20;
/** Between two such readings while a long file comes in. */
const pauseWhileManyMs = 1_000;
/** Tasks that changed and have not been read since: each once, however often it changed. */
const changed = new Set<string>();
let look: "idle" | "under way" = "idle";

/** One after the other, so that an older answer never comes after a newer one. */
async function lookAtAll(): Promise<void> {
  look = "under way";
  let untilNextMs = 0;
  for (let id = first(changed); id !== undefined; id = first(changed)) {
    await Promise.allSettled(creations);
    if (changed.size > changedMax) {
      await pause(untilNextMs);
      untilNextMs = pauseWhileManyMs;
      changed.clear();
      await readAnew();
      continue;
    }
    changed.delete(id);
    try {
      const task = await readTask(id);
      list.value = task ? withTask(list.value, task) : withoutTask(list.value, id);
    } catch {
      // The wire is broken too: what follows on it comes after everything was read anew.
      changed.clear();
      await load();
    }
  }
  look = "idle";
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const first = (ids: ReadonlySet<string>): string | undefined => ids.values().next().value;

/** The server's word on a task. */
export const learn = (task: Task): void => {
  list.value = withTask(list.value, task);
};
