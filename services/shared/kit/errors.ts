/**
 * The two families of failure. Whoever throws decides which it is; `delivery.ts` and
 * `problem.ts` alone turn them into answers. An error that is neither is tried again.
 */

/** It may work later: a store that does not answer, a peer that restarts. */
export class RetryableError extends Error {
  override readonly name = "RetryableError";
}

/** It will never work: the event contradicts its schema or a rule that does not change. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}

/** The write lost against another one; nothing was written. Read again and decide anew. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
}

/** The words of an unknown thing that was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
