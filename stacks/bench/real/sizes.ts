import type { Run } from "../group.ts";

/** How much is measured. */
export interface Sizes {
  /** Each makes one task in each round, so that a stored time belongs to one task. */
  readonly people: number;
  readonly rounds: number;
  readonly burstSeconds: number;
  readonly searchedTasks: number;
  readonly searches: number;
  readonly reminders: number;
  /** From the first setting of reminders to the first moment. */
  readonly aheadMs: number;
  /** How far the last moment is from the first, when they are not all at one. */
  readonly spreadMs: number;
  readonly windows: number;
  readonly windowUpdates: number;
}

const full: Sizes = {
  people: 200,
  rounds: 3,
  burstSeconds: 30,
  searchedTasks: 10_000,
  searches: 20,
  reminders: 1_000,
  aheadMs: 30_000,
  spreadMs: 60_000,
  windows: 10_000,
  windowUpdates: 300,
};

/** Enough to see that everything still runs. */
const quick: Sizes = {
  people: 20,
  rounds: 2,
  burstSeconds: 3,
  searchedTasks: 500,
  searches: 5,
  reminders: 40,
  aheadMs: 10_000,
  spreadMs: 5_000,
  windows: 200,
  windowUpdates: 20,
};

export const sizesOf = ({ mode }: Run): Sizes => (mode === "quick" ? quick : full);
