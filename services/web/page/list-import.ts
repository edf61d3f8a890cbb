import type { RowNote } from "../../shared/contracts/api/exchange.ts";
import { asked, once } from "./asked.ts";
import { type Count, countWords } from "./list-file.ts";
import type { Part } from "./list-parts.ts";
import { listIn, memberOf, messageOf, Refusal, sentence, textIn } from "./problem.ts";
import { begin } from "./toast.ts";

/** So many rows as one file may have take some seconds on a slow server. */
const importWithinMs = 60_000;

/** What became of a file that was brought in. */
export interface Brought {
  readonly count: Count;
  /** It had been brought in before; nothing was made again. */
  readonly isRepeated: boolean;
  /** What stayed behind, and why. */
  readonly left: readonly RowNote[];
  /** Dates that came as text in the description. */
  readonly undated: readonly RowNote[];
}

/**
 * Brings a file in, or a list as one; the good rows come also when others are wrong. With the same
 * key a second time, or the same file without one, nothing is made twice. Throws a Refusal.
 */
export async function importList(content: unknown, key?: string): Promise<Brought> {
  begin();
  const answer = await asked("/api/import?partial=true", {
    method: "POST",
    body: content,
    headers: key === undefined ? {} : once(key),
    withinMs: importWithinMs,
  });
  return broughtIn(answer);
}

/**
 * Brings parts in, one after the other; `say` is told before each, and may stop it by throwing.
 * Throws a Refusal that says how much had come.
 */
export async function importParts(
  parts: readonly Part[],
  say: (words: string) => void,
  key?: string,
): Promise<Brought> {
  const brought: Brought[] = [];
  for (const [n, { content, rows }] of parts.entries()) {
    say(parts.length === 1 ? "Bringing it in…" : `Bringing in part ${n + 1} of ${parts.length}…`);
    try {
      const came = await importList(content, key === undefined ? undefined : `${key}.${n}`);
      brought.push(rows ? placed(came, rows) : came);
    } catch (thrown) {
      throw n === 0 ? thrown : brokenOff(thrown, n, parts.length);
    }
  }
  return together(brought);
}

/** With the rows counted as in the whole file. */
function placed(brought: Brought, rows: readonly number[]): Brought {
  const moved = (note: RowNote): RowNote => ({ ...note, row: rows[note.row - 1] ?? note.row });
  return { ...brought, left: brought.left.map(moved), undated: brought.undated.map(moved) };
}

const together = (all: readonly Brought[]): Brought => ({
  count: {
    tasks: all.reduce((sum, { count }) => sum + count.tasks, 0),
    repeating: all.reduce((sum, { count }) => sum + count.repeating, 0),
  },
  isRepeated: all.length > 0 && all.every(({ isRepeated }) => isRepeated),
  left: all.flatMap(({ left }) => left),
  undated: all.flatMap(({ undated }) => undated),
});

const brokenOff = (thrown: unknown, come: number, all: number): Refusal =>
  new Refusal(
    0,
    `${come} of ${all} parts came, then: ${messageOf(thrown)} Choose the file again for the rest; \
nothing comes twice.`,
  );

/** What the server says of an import. */
export const broughtIn = (answer: unknown): Brought => ({
  count: { tasks: numberIn(answer, "imported"), repeating: numberIn(answer, "recurring") },
  isRepeated: memberOf(answer, "repeated") === true,
  // Its template is in the file as well and makes it anew: it is there, and counted nowhere.
  left: notesIn(answer, "skipped").filter(({ field }) => field !== "recurring_task_id"),
  undated: notesIn(answer, "not_understood"),
});

/** What is wrong with the rows of a guest's list that stayed behind; empty when nothing is. */
export function wrongIn({ left }: Brought): string {
  // The status of what the server itself has exported is only named for what was stopped.
  const wrong = left.filter(({ field }) => field !== "status");
  return [...new Set(wrong.map(({ field, message }) => `${field} ${message}`))].join("; ");
}

/** What came, what stayed behind, and what came in another way, in sentences. */
export function broughtWords(brought: Brought): string {
  const left = new Set(brought.left.map(({ row }) => row)).size;
  const undated = brought.undated.length;
  const sentences = [
    cameWords(brought),
    left === 1 && "1 row stayed behind; mended, it can come in a file of its own.",
    left > 1 && `${left} rows stayed behind; mended, they can come in a file of their own.`,
    undated === 1 && "1 date was not understood and stands in the description.",
    undated > 1 && `${undated} dates were not understood and stand in the descriptions.`,
  ];
  return sentences.filter((one) => one !== false).join(" ");
}

function cameWords({ count, isRepeated, left }: Brought): string {
  if (isRepeated) return "This file was there already: nothing was made twice.";
  if (count.tasks + count.repeating > 0) return `${countWords(count)} came.`;
  return left.length > 0 ? "Nothing came." : "There is nothing in this file.";
}

/** The server could not make sense of what it was sent, or would not take it. */
const ofTheFile: readonly number[] = [400, 413, 415, 422];

/** Why nothing came; to the server a file is the body of a request. */
export function refusedWords(thrown: unknown): string {
  const message = messageOf(thrown);
  if (!(thrown instanceof Refusal && ofTheFile.includes(thrown.status))) return message;
  return sentence(message.replace(/^body: /, ""), "Nothing came:");
}

/** What is said of single rows, in the order of the file, each once. */
export function notesOf({ left, undated }: Brought): readonly string[] {
  const notes = [...left, ...undated].sort((a, b) => a.row - b.row);
  return [...new Set(notes.map(({ row, field, message }) => `Row ${row}, ${field}: ${message}`))];
}

const notesIn = (answer: unknown, name: string): readonly RowNote[] =>
  listIn(answer, name).map((note) => ({
    row: numberIn(note, "row"),
    field: textIn(note, "field") ?? "",
    message: textIn(note, "message") ?? "",
  }));

function numberIn(value: unknown, name: string): number {
  const member = memberOf(value, name);
  return typeof member === "number" ? member : 0;
}
