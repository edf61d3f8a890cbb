import type { Connection } from "../shared/kit/connect.ts";
import { groupedWrites } from "../shared/kit/grouped-writes.ts";
import type { Ports } from "../shared/kit/ports.ts";
import type { StateKey } from "../shared/kit/state.ts";
import {
  type Entry,
  entriesPerPage,
  type Fold,
  filed,
  gapsIn,
  head,
  inOrder,
  matches,
  missingListed,
  type Page,
  page,
  pageOf,
  raised,
  replay,
  type Wanted,
} from "./decide.ts";
import type { audit } from "./service.ts";

/** Part of a trail, newest first. */
export interface TrailPart {
  readonly items: readonly Entry[];
  /** Ask with it for what is older; null at the end. A part may be short and still have one. */
  readonly next_cursor: string | null;
}

/** Whether a trail has every position up to its last. */
export interface Completeness {
  readonly complete: boolean;
  /** The first positions that nothing is filed under: late, or lost. */
  readonly missing: readonly number[];
  readonly last_seq: number;
}

export interface Trail {
  /** Files an entry under its position. Resolves when it is durable. */
  file(user: string, entry: Entry): Promise<void>;
  newest(
    user: string,
    wanted: Wanted,
    page: { readonly limit: number; readonly before: number },
  ): Promise<TrailPart>;
  completeness(user: string): Promise<Completeness>;
  /** All entries in the order of the log, taken into a fold. */
  fold(user: string): Promise<Fold>;
}

/** Most questions end in the first pages; a long walk reads up to 0.8 MB of usual entries at once. */
const pagesAtFirst = 2;
const pagesAtOnceMax = 16;
/** A rare filter must not read a whole trail for one answer: past this the caller asks on. */
const pagesScannedMax = 64;
/** People whose full pages are remembered; a forgotten one costs reading them again. */
const rememberedMax = 10_000;

/** The trails of all people, one value for each 64 positions of a log. */
export function trailOf({ state, key }: Connection<typeof audit>, { clock }: Ports): Trail {
  const pageKey = (user: string, number: number) => key("trail", user, number);
  const heads = groupedWrites(state, clock, { parse: (stored) => head.parse(stored) });
  const pages = groupedWrites(state, clock, {
    parse: (stored) => page.parse(stored),
    beforeCreate: async (created) => raiseHead(created),
  });
  /** How many leading pages have no gap. It only grows, because what is filed stays. */
  const fullPages = new Map<string, number>();

  const raiseHead = async (created: StateKey) => {
    const [, user = "", number] = created.split(":");
    await heads(key("trail-head", user), (before) => raised(before, Number(number)));
  };
  const headPage = async (user: string): Promise<number> => {
    const stored = await state.get(key("trail-head", user));
    return stored ? head.parse(stored.value).page : -1;
  };
  const read = async (user: string, numbers: readonly number[]): Promise<(Page | undefined)[]> => {
    const found = await state.getMany(numbers.map((number) => pageKey(user, number)));
    return found.map((stored) => (stored ? page.parse(stored.value) : undefined));
  };
  const ascending = (user: string, from: number, to: number) =>
    pagesIn(range(from, to), (numbers) => read(user, numbers));
  const descending = (user: string, from: number, to: number) =>
    pagesIn(range(to, from).reverse(), (numbers) => read(user, numbers));

  const lastSeq = async (user: string): Promise<number> => {
    // The head may name pages whose write never came; the trail ends at the last that did.
    for await (const [, found] of descending(user, await headPage(user), 0)) {
      const last = inOrder(found).at(-1);
      if (last) return last.seq;
    }
    return 0;
  };

  return {
    async file(user, added) {
      await pages(pageKey(user, pageOf(added.seq)), (before) => filed(before, added));
    },
    async newest(user, wanted, { limit, before }) {
      const items: Entry[] = [];
      const from = Math.min(await headPage(user), pageOf(before - 1));
      const to = Math.max(0, from - pagesScannedMax + 1);
      for await (const [, found] of descending(user, from, to)) {
        for (const candidate of inOrder(found).toReversed()) {
          if (candidate.seq >= before || !matches(candidate, wanted)) continue;
          if (items.length === limit) return { items, next_cursor: cursorAfter(items) };
          items.push(candidate);
        }
      }
      return { items, next_cursor: to > 0 ? String(to * entriesPerPage) : null };
    },
    async completeness(user) {
      const last = await lastSeq(user);
      const missing: number[] = [];
      let full = fullPages.get(user) ?? 0;
      for await (const [number, found] of ascending(user, full, pageOf(last))) {
        missing.push(...gapsIn(number, found, last));
        if (missing.length === 0 && number < pageOf(last)) full = number + 1;
        if (missing.length >= missingListed) break;
      }
      if (fullPages.size >= rememberedMax) fullPages.clear();
      fullPages.set(user, full);
      return {
        complete: missing.length === 0,
        missing: missing.slice(0, missingListed),
        last_seq: last,
      };
    },
    async fold(user) {
      const fold: Fold = new Map();
      for await (const [, found] of ascending(user, 0, await headPage(user))) {
        for (const next of inOrder(found)) replay(fold, next);
      }
      return fold;
    },
  };
}

const cursorAfter = (items: readonly Entry[]): string | null => {
  const last = items.at(-1);
  return last ? String(last.seq) : null;
};

/** From and to inclusive; empty when `to` lies before `from`. */
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

/** The pages of these numbers in their order, read a few at a time. */
async function* pagesIn(
  numbers: readonly number[],
  read: (numbers: readonly number[]) => Promise<(Page | undefined)[]>,
): AsyncGenerator<readonly [number: number, found: Page | undefined]> {
  let size = pagesAtFirst;
  for (let at = 0; at < numbers.length; ) {
    const some = numbers.slice(at, at + size);
    const found = await read(some);
    for (const [i, number] of some.entries()) yield [number, found[i]];
    at += size;
    size = Math.min(pagesAtOnceMax, size * 2);
  }
}
