import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import type { Precondition } from "../../../services/shared/kit/state.ts";
import { listTasks } from "../../../services/task/query.ts";
import { type Keeping, rival, untilWritten } from "./rival.ts";

/** Ids on one page of the list of ids: so a create does not rewrite all of them. */
const idsPerPage = 256;

/**
 * The usual design: a key for each task, and the ids on pages beside them. A list or a search
 * reads every task, by bulk gets of 64 keys.
 */
export const keyPerTask = rival(({ state, key }: Keeping) => {
  const pageKey = (user: string, page: number) => key("ids", user, page);
  const itemKey = (user: string, id: string) => key("item", user, id);
  /** Where the last page was when this process saw it; it only grows. */
  const lastPages = new Map<string, number>();

  async function append(user: string, id: string): Promise<number> {
    for (let page = lastPages.get(user) ?? 0; ; page++) {
      lastPages.set(user, page);
      const stored = await state.get(pageKey(user, page));
      const ids = stored ? parseIds(stored.value) : [];
      if (ids.length >= idsPerPage) continue;
      const when: Precondition = stored ? { etag: stored.etag } : "absent";
      await state.set(pageKey(user, page), [...ids, id], { when });
      return page * idsPerPage + ids.length + 1;
    }
  }

  async function idsOf(user: string): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let page = 0; ; page++) {
      const stored = await state.get(pageKey(user, page));
      if (!stored) return ids;
      ids.push(...parseIds(stored.value));
    }
  }

  return {
    async add(user, task) {
      await state.set(itemKey(user, task.id), task, { when: "absent" });
      return untilWritten(() => append(user, task.id));
    },
    async page(user, query, now) {
      const ids = await idsOf(user);
      const stored = await state.getMany(ids.map((id) => itemKey(user, id)));
      return listTasks(
        stored.flatMap((each) => (each ? [parseTask(each.value)] : [])),
        query,
        now,
      );
    },
  };
});

// These two parse what this module wrote: their shape is that of the types they name.

const parseIds = (value: unknown): readonly string[] => value as string[];

const parseTask = (value: unknown): Task => value as Task;
