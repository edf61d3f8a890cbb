import { gunzipSync, gzipSync } from "node:zlib";
import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import type { Change, CommandRecord, Made, UndoStep } from "../view.ts";

/** Where a snapshot lies, and where reading goes on after it. A hint: an older one is also right. */
export interface Head {
  readonly seq: number;
  /** The first chunk whose entries are not all in the snapshot. */
  readonly chunk: number;
  /** For each page the position in the log at which it was last written. */
  readonly pages: readonly number[];
  /** Tasks ever put on the last page. */
  readonly filled: number;
}

/** What belongs to a snapshot beside the tasks. */
export interface Rest {
  readonly templates: readonly RecurringTask[];
  readonly made: readonly (readonly [string, Made])[];
  readonly commands: readonly (readonly [string, CommandRecord])[];
  readonly undo: readonly UndoStep[];
  readonly recent: readonly Change[];
}

/** Tasks on a page: 128 of the largest stay under 1.2 MB before compression. */
export const tasksPerPage = 128;

/**
 * Pages are kept compressed, in base64 because a state value is JSON. Level 1: a page is written
 * far more often than it is read. A page takes about a millisecond, so it is done at once.
 */
export const packed = (value: unknown): string =>
  gzipSync(JSON.stringify(value), { level: 1 }).toString("base64");

const unpacked = (value: unknown): unknown =>
  JSON.parse(gunzipSync(Buffer.from(String(value), "base64")).toString("utf8"));

// These three parse what this module wrote: their shape is that of the types they name.

export const parseHead = (value: unknown): Head => value as Head;

export const parsePage = (value: unknown): readonly Task[] => unpacked(value) as Task[];

export const parseRest = (value: unknown): Rest => unpacked(value) as Rest;
