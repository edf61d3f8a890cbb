import { Problem } from "../../shared/kit/problem.ts";

/** The records of a CSV text (RFC 4180). Throws `malformed` for a quote that never ends. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  // One cell and what ends it; each match begins where the last one ended.
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n][^,\r\n]*)?)(,|\r\n|\r|\n|$)/y;
  cell.lastIndex = text.startsWith("\ufeff") ? 1 : 0;
  while (cell.lastIndex < text.length || record.length > 0) {
    const found = cell.exec(text);
    if (!found) {
      const detail = `row ${records.length + 1}: a quote has no end, or text follows it`;
      throw new Problem("malformed", { detail: `body: ${detail}` });
    }
    const [, quoted, plain = "", end] = found;
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ",") continue;
    records.push(record);
    record = [];
  }
  return records;
}

/** Records as CSV (RFC 4180), each with its line end. */
export const csvText = (records: readonly (readonly string[])[]): string =>
  records.map((record) => `${record.map(quotedCell).join(",")}\r\n`).join("");

const quotedCell = (cell: string) =>
  /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/**
 * A cell that no spreadsheet takes for a formula. One that begins with apostrophes before such a
 * sign gets another, so that taking one off gives back every cell.
 */
export const guarded = (cell: string): string => (/^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

/** The cell before it was guarded. */
export const unguarded = (cell: string): string =>
  /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
