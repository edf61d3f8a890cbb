import { batch, computed, signal } from "@preact/signals";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { everything, type Filter, queryOf } from "./filter.ts";
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
export const now = signal(new Date());

/** The lines of the list. */
export const rows = computed(() => rowsOf(list.value, filter.value, now.value));
/** The tags to choose from. */
export const tags = computed(() => tagsOf(list.value));

/** Commands under way that make a task: its own announcement must not overtake its answer. */
const creations = new Set<Promise<unknown>>();

/** Counts the loads: an answer to an earlier one comes too late. */
let loads = 0;

/** Reads the list anew. What is known stays visible meanwhile. */
export async function load(): Promise<void> {
  const mine = ++loads;
  const asked = { filter: filter.value, now: new Date(), since: list.value.tick };
  now.value = asked.now;
  try {
    const { items, nextCursor } = await readTasks(queryOf(asked.filter, asked.now));
    if (mine !== loads) return;
    const extent = nextCursor === undefined ? "all" : "part";
    batch(() => {
      list.value = withRead(list.value, { items, ...asked, extent });
      phase.value = { kind: "ready", nextCursor };
    });
  } catch (thrown) {
    if (mine === loads && phase.value.kind !== "ready") {
      phase.value = { kind: "failed", message: messageOf(thrown) };
    }
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
    phase.value = { kind: "loading" };
  });
}

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
      list.value = onlyShown(list.value, filter.value, now.value);
      void load();
      return;
    case "look":
      if (!reaction.type.startsWith("task.")) return;
      if (reaction.type === "task.deleted") list.value = withoutTask(list.value, reaction.id);
      changed.add(reaction.id);
      if (look === "idle") void lookAtAll();
      return;
    default:
      reaction satisfies never;
  }
}

/** Tasks that changed and have not been read since: each once, however often it changed. */
const changed = new Set<string>();
let look: "idle" | "under way" = "idle";

/** One after the other, so that an older answer never comes after a newer one. */
async function lookAtAll(): Promise<void> {
  look = "under way";
  for (let id = first(changed); id !== undefined; id = first(changed)) {
    await Promise.allSettled(creations);
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

const first = (ids: ReadonlySet<string>): string | undefined => ids.values().next().value;

/** The server's word on a task. */
export const learn = (task: Task): void => {
  list.value = withTask(list.value, task);
};
