import { createHash } from "node:crypto";
import { z } from "zod";
import type { DeadLetter } from "../shared/contracts/dead-letters.ts";

export const letterStatus = z.enum(["waiting", "replayed", "dropped"]);
export type LetterStatus = z.output<typeof letterStatus>;

/** A dead letter as it is kept: never deleted, so that even a dropped one can be read again. */
export const keptLetter = z.object({
  id: z.string(),
  status: letterStatus,
  /** Grows with each change: who replays says which one was looked at. */
  revision: z.int().min(1),
  /** How often the event ended here. */
  failures: z.int().min(1),
  kept_at: z.string(),
  consumer: z.string(),
  attempts: z.int(),
  first_seen: z.string(),
  error: z.object({ name: z.string(), message: z.string() }),
  original: z.record(z.string(), z.unknown()),
});
export type KeptLetter = z.output<typeof keptLetter>;

/** A letter without its event, as a list shows it. */
export const listedLetter = keptLetter.omit({ original: true, attempts: true }).extend({
  event_id: z.string(),
  event_type: z.string(),
  source: z.string(),
});
export type ListedLetter = z.output<typeof listedLetter>;

/** Newest first. */
export const letterIndex = z.object({
  letters: z.array(listedLetter),
  /** Letters that are kept but no longer listed, because there were too many. */
  unlisted: z.int().min(0),
});
export type LetterIndex = z.output<typeof letterIndex>;

/** More than a person will look through; the index stays one value of 0.4 MB. */
export const lettersListed = 1_000;
const errorShown = 160;
const wordShown = 80;

/** Who could not take which event; short enough to type. Event ids may be of any alphabet. */
export const letterId = ({ consumer, original }: DeadLetter): string =>
  createHash("sha256").update(`${consumer}:${original.id}`).digest("hex").slice(0, 16);

/**
 * The letter after it came in. A repeated delivery changes nothing; a new failure of an event that
 * was replayed or dropped waits again. The runtime's own letters name no consumer and no time of
 * failure, so they always count as new: a false alarm is better than a lost event.
 */
export function received(before: KeptLetter | undefined, letter: DeadLetter, now: string) {
  const isRepeat = before?.first_seen === letter.first_seen && letter.consumer !== "unknown";
  if (before && isRepeat) return before;
  return {
    ...letter,
    id: letterId(letter),
    status: "waiting",
    revision: (before?.revision ?? 0) + 1,
    failures: (before?.failures ?? 0) + 1,
    kept_at: now,
  } satisfies KeptLetter;
}

/** The letter with another status. */
export const settled = (before: KeptLetter, status: LetterStatus): KeptLetter =>
  before.status === status ? before : { ...before, status, revision: before.revision + 1 };

/**
 * The index with the letter as it is now. An older revision than the listed changes nothing. When
 * there are too many, settled letters leave the list before those that wait.
 */
export function listed(before: LetterIndex | undefined, letter: KeptLetter): LetterIndex {
  const { letters, unlisted } = before ?? { letters: [], unlisted: 0 };
  const known = letters.find(({ id }) => id === letter.id);
  if (before && known && known.revision >= letter.revision) return before;
  const isNews = letter.failures > (known?.failures ?? 0);
  const line = lineOf(letter);
  const all = isNews
    ? [line, ...letters.filter(({ id }) => id !== letter.id)]
    : letters.map((other) => (other.id === letter.id ? line : other));
  if (all.length <= lettersListed) return { letters: all, unlisted };
  const settledLast = all.findLastIndex(({ status }) => status !== "waiting");
  const leaving = settledLast === -1 ? all.length - 1 : settledLast;
  return { letters: all.filter((_, i) => i !== leaving), unlisted: unlisted + 1 };
}

function lineOf({ original, attempts: _, ...letter }: KeptLetter): ListedLetter {
  return {
    ...letter,
    error: { ...letter.error, message: letter.error.message.slice(0, errorShown) },
    event_id: word(original.id),
    event_type: word(original.type),
    source: word(original.source),
  };
}

/** What was delivered may be anything. */
const word = (value: unknown): string =>
  typeof value === "string" ? value.slice(0, wordShown) : "";
