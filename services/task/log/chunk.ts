import type { Entry } from "../view.ts";

/** A piece of a log as the store keeps it. Its last piece is the one point of commit. */
export interface Chunk {
  /** Set by the writer that filled it: the next entry begins a new chunk. */
  readonly full: boolean;
  /** Length of the entries as JSON. */
  readonly bytes: number;
  readonly entries: readonly Entry[];
}

export const emptyChunk: Chunk = { full: false, bytes: 0, entries: [] };

export interface ChunkLimits {
  readonly entriesFull: number;
  readonly bytesFull: number;
}

/**
 * A chunk is rewritten with each commit until it is full, so its limit is the price of a write:
 * at most 8 KB, 4 KB on average.
 */
export const chunkLimits: ChunkLimits = { entriesFull: 32, bytesFull: 8 * 1_024 };

/** The chunk with more entries, together of that many bytes. One command may overflow it, so that no command is ever split. */
export function extended(
  chunk: Chunk,
  entries: readonly Entry[],
  bytes: number,
  limits: ChunkLimits,
): Chunk {
  const all = [...chunk.entries, ...entries];
  return { full: !hasRoom(all.length, bytes, limits), bytes, entries: all };
}

/** Whether another command may still join. */
export const hasRoom = (entries: number, bytes: number, limits: ChunkLimits): boolean =>
  entries < limits.entriesFull && bytes < limits.bytesFull;

/** The chunk in a stored value: written by this code alone, so only its outline is checked. */
export function parseChunk(value: unknown): Chunk {
  const isChunk =
    typeof value === "object" &&
    value !== null &&
    "entries" in value &&
    Array.isArray(value.entries);
  if (!isChunk) throw new Error("a stored chunk is not a chunk");
  return value as unknown as Chunk;
}
