import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import {
  aggregateOf,
  type Change,
  type CommandRecord,
  commandsRemembered,
  type Entry,
  evolve,
  type Made,
  type UndoStep,
} from "../view.ts";
import { type Chunk, emptyChunk } from "./chunk.ts";
import { notePage, type Pages, pagesOf } from "./pages.ts";

/** How far back an open window may resume change by change. */
export const changesRemembered = 500;

/** A person's log in memory: the folded view and the place in the store up to which it goes. */
export interface Loaded {
  readonly view: {
    seq: number;
    readonly tasks: Map<string, Task>;
    readonly templates: Map<string, RecurringTask>;
    readonly made: Map<string, Made>;
    readonly commands: Map<string, CommandRecord>;
    undo: UndoStep[];
  };
  /** The latest changes, oldest first. */
  recent: Change[];
  readonly pages: Pages;
  /** Number of the last chunk known, and what is known of it. */
  chunk: number;
  tail: Chunk;
  /** The version of the last chunk; undefined where it must be read again or is not there. */
  etag: string | undefined;
  sinceSnapshot: number;
}

export const emptyLoaded = (): Loaded => ({
  view: {
    seq: 0,
    tasks: new Map(),
    templates: new Map(),
    made: new Map(),
    commands: new Map(),
    undo: [],
  },
  recent: [],
  pages: pagesOf(undefined),
  chunk: 1,
  tail: emptyChunk,
  etag: undefined,
  sinceSnapshot: 0,
});

/** A task in memory beside its text: object, map entries, folded search text. */
const bytesPerTask = 1_500;
/** A remembered command or change: its ids, and its place in a map or an array. */
const bytesPerNote = 200;
/** A log with nothing in it: somebody who only looked must not cost nothing. */
const bytesPerLog = 2_000;

/** About what a log takes in memory. */
export function bytesOf({ view, recent }: Loaded): number {
  const kept = view.undo.reduce((sum, { changes }) => sum + 2 * changes.length, view.tasks.size);
  const templates = view.templates.size * bytesPerTask;
  return (
    bytesPerLog +
    templates +
    kept * bytesPerTask +
    (view.commands.size + recent.length) * bytesPerNote
  );
}

/** Takes entries in; those already there are passed over. Throws when one is missing between. */
export function takeIn(loaded: Loaded, entries: readonly Entry[], tasksPerPage: number): void {
  const { view } = loaded;
  for (const entry of entries) {
    if (entry.seq <= view.seq) continue;
    if (entry.seq !== view.seq + 1) {
      throw new Error(`the log jumps from ${view.seq} to ${entry.seq}: its store is damaged`);
    }
    evolve(view, entry);
    notePage(loaded.pages, entry, tasksPerPage);
    loaded.recent.push({
      seq: entry.seq,
      aggregate_id: aggregateOf(entry).id,
      event_type: entry.type,
    });
    loaded.sinceSnapshot++;
  }
  // Cut back rarely: shifting an array at each entry would cost more than the entry itself.
  if (loaded.recent.length > 2 * changesRemembered) {
    loaded.recent = loaded.recent.slice(-changesRemembered);
  }
  for (const oldest of view.commands.keys()) {
    if (view.commands.size <= commandsRemembered) break;
    view.commands.delete(oldest);
  }
}
