import type { Clock } from "../../shared/kit/clock.ts";
import { ConflictError, messageOf, RetryableError } from "../../shared/kit/errors.ts";
import type { Log } from "../../shared/kit/log.ts";
import type { StateKey, StateStore } from "../../shared/kit/state.ts";
import { changesRemembered, emptyLoaded, type Loaded } from "./loaded.ts";
import { pagesOf } from "./pages.ts";
import { type Head, packed, parseHead, parsePage, parseRest, type Rest } from "./snapshot.ts";

export interface SnapshotKeys {
  head(user: string): StateKey;
  page(user: string, seq: number, page: number | "rest"): StateKey;
}

interface SnapshotPorts {
  readonly state: StateStore;
  readonly keys: SnapshotKeys;
  readonly clock: Clock;
  readonly log: Log;
}

/** A head may be replaced, and its old pages removed, between reading it and reading them. */
const loadAttemptsMax = 5;

/** Pages unpacked in one go: about 20 ms, then others get their turn. */
const pagesAtOnce = 16;

/** The log up to its last snapshot; empty where there is none. */
export async function loadSnapshot(ports: SnapshotPorts, user: string): Promise<Loaded> {
  const { state, keys, clock } = ports;
  for (let attempt = 0; attempt < loadAttemptsMax; attempt++) {
    const stored = await state.get(keys.head(user));
    if (!stored) return emptyLoaded();
    const head = parseHead(stored.value);
    const rest = await state.get(keys.page(user, head.seq, "rest"));
    if (!rest) continue;
    const loaded = withRest(head, parseRest(rest.value));
    if (await readPages(ports, user, head, loaded)) return loaded;
    await clock.sleep(attempt);
  }
  throw new RetryableError("the snapshot was replaced again and again while it was read");
}

/** Reads the tasks of a snapshot; says whether all pages were still there. */
async function readPages(
  { state, keys, clock }: SnapshotPorts,
  user: string,
  head: Head,
  loaded: Loaded,
): Promise<boolean> {
  for (let from = 0; from < head.pages.length; from += pagesAtOnce) {
    const some = head.pages.slice(from, from + pagesAtOnce);
    const found = await state.getMany(some.map((seq, i) => keys.page(user, seq, from + i)));
    for (const [i, stored] of found.entries()) {
      if (!stored) return false;
      for (const task of parsePage(stored.value)) {
        loaded.view.tasks.set(task.id, task);
        loaded.pages.pageOf.set(task.id, from + i);
      }
    }
    await clock.sleep(0);
  }
  return true;
}

function withRest(head: Head, rest: Rest): Loaded {
  const loaded = emptyLoaded();
  for (const template of rest.templates) loaded.view.templates.set(template.id, template);
  for (const [id, made] of rest.made) loaded.view.made.set(id, made);
  for (const [id, record] of rest.commands) loaded.view.commands.set(id, record);
  loaded.view.seq = head.seq;
  loaded.view.undo = [...rest.undo];
  return { ...loaded, pages: pagesOf(head), recent: [...rest.recent], chunk: head.chunk };
}

/**
 * Writes the pages that changed, then points the head at them. It is only speed: when it fails,
 * the next reader folds a few more entries.
 */
export async function saveSnapshot(
  { state, keys, log }: SnapshotPorts,
  user: string,
  loaded: Loaded,
): Promise<void> {
  // 1. What the snapshot holds, taken in one step; tasks are never changed in place.
  const { pages, view } = loaded;
  const dirty = pages.dirty;
  pages.dirty = new Set();
  const content = Map.groupBy(
    [...view.tasks.values()].filter(({ id }) => dirty.has(pages.pageOf.get(id) ?? -1)),
    ({ id }) => pages.pageOf.get(id) ?? -1,
  );
  const rest: Rest = {
    templates: [...view.templates.values()],
    made: [...view.made],
    commands: [...view.commands],
    undo: view.undo,
    recent: loaded.recent.slice(-changesRemembered),
  };
  const { seq } = view;
  const [chunk, count, filled] = [loaded.chunk, pages.count, pages.filled];
  try {
    // 2. Pages first: a head never points at what is not there.
    for (const page of dirty) {
      const value = packed(content.get(page) ?? []);
      await state.set(keys.page(user, seq, page), value, { when: "none" });
    }
    await state.set(keys.page(user, seq, "rest"), packed(rest), { when: "none" });
    // 3. The head, unless another replica was faster. What did not change here is the same on the
    //    page that the present head points at, whoever wrote it.
    const stored = await state.get(keys.head(user));
    const before = stored && parseHead(stored.value);
    if (before && before.seq >= seq) {
      throw new ConflictError("another replica has written a later snapshot");
    }
    const newest = (page: number) => (dirty.has(page) ? seq : (before?.pages[page] ?? seq));
    const head: Head = {
      seq,
      chunk,
      filled,
      pages: Array.from({ length: count }, (_, n) => newest(n)),
    };
    await state.set(keys.head(user), head, { when: stored ? { etag: stored.etag } : "absent" });
    // 4. What the old head pointed at and the new one does not.
    for (const [page, old] of before?.pages.entries() ?? []) {
      if (old !== head.pages[page]) await state.delete(keys.page(user, old, page));
    }
    if (before) await state.delete(keys.page(user, before.seq, "rest"));
  } catch (thrown) {
    for (const page of dirty) pages.dirty.add(page);
    if (!(thrown instanceof ConflictError)) {
      log.warn("snapshot.failed", { error: messageOf(thrown) });
    }
  }
}
