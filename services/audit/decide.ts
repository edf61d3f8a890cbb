import { z } from "zod";
import type { DueReminder } from "../shared/contracts/entities/due-reminder.ts";
import type { Task } from "../shared/contracts/entities/task.ts";

/** What happened, filed under its position in the owner's log. */
export const entry = z.object({
  seq: z.int().min(1),
  event_id: z.string(),
  event_type: z.string(),
  aggregate_id: z.string(),
  aggregate_version: z.int(),
  timestamp: z.string(),
  payload: z.unknown(),
  /** The request that caused it. */
  trace_id: z.string().optional(),
});
export type Entry = z.output<typeof entry>;

/** Neighbours in a log, kept in one value; by position, so that it may have holes. */
export const page = z.object({ entries: z.record(z.string(), entry) });
export type Page = z.output<typeof page>;

/** The highest page of a person's trail that may exist: written before the page itself. */
export const head = z.object({ page: z.int().min(0) });
export type Head = z.output<typeof head>;

/** So many entries of a usual size are 50 KB, and of the largest size still one value of 1 MB. */
export const entriesPerPage = 64;
/** A position past this is no person's doing but a damaged or forged event. */
export const seqMax = 10_000_000;
/** A list of gaps is for finding where to look, not for reading them all. */
export const missingListed = 100;

export const pageOf = (seq: number): number => Math.floor(seq / entriesPerPage);

/** The first position is 1, so the first page holds one entry less. */
const firstOf = (number: number): number => Math.max(1, number * entriesPerPage);

/** The page with the entry. The same page when its place is taken: what is filed stays. */
export function filed(before: Page | undefined, added: Entry): Page {
  if (before?.entries[added.seq]) return before;
  return { entries: { ...before?.entries, [added.seq]: added } };
}

/** The head that covers a page. It never falls. */
export const raised = (before: Head | undefined, number: number): Head =>
  before && before.page >= number ? before : { page: number };

/** The entries of a page in the order of the log. */
export const inOrder = (found: Page | undefined): readonly Entry[] =>
  Object.values(found?.entries ?? {}).sort((a, b) => a.seq - b.seq);

/** Positions up to `last` that nothing is filed under, at most as many as are listed. */
export function gapsIn(number: number, found: Page | undefined, last: number): readonly number[] {
  const gaps: number[] = [];
  const end = Math.min(last, (number + 1) * entriesPerPage - 1);
  for (let seq = firstOf(number); seq <= end && gaps.length < missingListed; seq++) {
    if (!found?.entries[seq]) gaps.push(seq);
  }
  return gaps;
}

/** Which entries a person asks for; undefined does not restrict. */
export interface Wanted {
  readonly aggregateId?: string | undefined;
  readonly eventType?: string | undefined;
  /** Milliseconds since the epoch, inclusive. */
  readonly fromMs?: number | undefined;
  /** Milliseconds since the epoch, exclusive. */
  readonly toMs?: number | undefined;
}

export function matches(candidate: Entry, wanted: Wanted): boolean {
  const at = Date.parse(candidate.timestamp);
  return (
    (wanted.aggregateId ?? candidate.aggregate_id) === candidate.aggregate_id &&
    (wanted.eventType ?? candidate.event_type) === candidate.event_type &&
    at >= (wanted.fromMs ?? Number.NEGATIVE_INFINITY) &&
    at < (wanted.toMs ?? Number.POSITIVE_INFINITY)
  );
}

/** A person's tasks while the log is replayed; a deleted one leaves its version behind. */
export type Fold = Map<string, { readonly version: number; readonly task: Task | undefined }>;

/** Takes one entry into the fold, in place. One of an older version than the known changes nothing. */
export function replay(fold: Fold, { event_type, ...rest }: Entry): void {
  const { aggregate_id: id, aggregate_version: version } = rest;
  if ((fold.get(id)?.version ?? 0) >= version) return;
  switch (event_type) {
    case "task.created":
    case "task.updated":
    case "task.completed":
      // The payload was checked against the contract of its type before it was filed.
      fold.set(id, { version, task: rest.payload as Task });
      break;
    case "reminder.triggered":
    case "reminder.canceled":
      fold.set(id, { version, task: (rest.payload as DueReminder).task });
      break;
    case "task.deleted":
      fold.set(id, { version, task: undefined });
      break;
    default:
    // Templates do not change a task by themselves.
  }
}
