import { AsyncLocalStorage } from "node:async_hooks";
import type { Rows } from "./rows.ts";

interface Noted {
  readonly thrown: unknown;
}

const requests = new AsyncLocalStorage<{ first: Noted | undefined }>();

/**
 * Runs the work of one request. Rejects with the first failure of a watched port, even when the
 * work went on: the library swallows some, and would tell a person that he is signed out while the
 * store is away.
 */
export function withFailures<Result>(work: () => Promise<Result>): Promise<Result> {
  const noted: { first: Noted | undefined } = { first: undefined };
  return requests.run(noted, async () => {
    try {
      const result = await work();
      if (noted.first) throw noted.first.thrown;
      return result;
    } catch (thrown) {
      throw noted.first ? noted.first.thrown : thrown;
    }
  });
}

/** The same function, whose failures `withFailures` gets to know. */
export const watched =
  <Args extends readonly unknown[], Result>(port: (...args: Args) => Promise<Result>) =>
  async (...args: Args): Promise<Result> => {
    try {
      return await port(...args);
    } catch (thrown) {
      const noted = requests.getStore();
      if (noted) noted.first ??= { thrown };
      throw thrown;
    }
  };

/** The same rows, each of their functions watched. */
export const watchedRows = (rows: Rows): Rows => ({
  byId: watched(rows.byId),
  byUnique: watched(rows.byUnique),
  ofPerson: watched(rows.ofPerson),
  create: watched(rows.create),
  patch: watched(rows.patch),
  remove: watched(rows.remove),
});
