import type { Entry } from "../view.ts";
import type { Head } from "./snapshot.ts";

/** Which task lies on which page of the snapshots, and which pages changed since the last one. */
export interface Pages {
  readonly pageOf: Map<string, number>;
  count: number;
  dirty: Set<number>;
  filled: number;
}

export const pagesOf = (head: Head | undefined): Pages => ({
  pageOf: new Map(),
  count: head?.pages.length ?? 0,
  dirty: new Set(),
  filled: head?.filled ?? 0,
});

/**
 * Notes what an entry changes. Where a new task goes follows from the log alone, so two replicas
 * that write the same page of the same snapshot write the same content.
 */
export function notePage(pages: Pages, entry: Entry, tasksPerPage: number): void {
  // Templates are few: they are written whole, beside the pages.
  if ("template" in entry) return;
  const { type, task } = entry;
  const known = pages.pageOf.get(task.id);
  if (known !== undefined) {
    pages.dirty.add(known);
    if (type === "task.deleted") pages.pageOf.delete(task.id);
    return;
  }
  if (type === "task.deleted") return;
  if (pages.count === 0 || pages.filled >= tasksPerPage) {
    pages.count++;
    pages.filled = 0;
  }
  const last = pages.count - 1;
  pages.pageOf.set(task.id, last);
  pages.filled++;
  pages.dirty.add(last);
}
