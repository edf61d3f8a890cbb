import { invalid } from "../../shared/kit/problem.ts";
import { parseCsv } from "./csv.ts";
import { readOwnCsv } from "./own-csv.ts";
import type { Read } from "./rows.ts";
import { readTodoist } from "./todoist.ts";

/** The rows of a CSV, ours or Todoist's: its header tells which. Throws `invalid` for others. */
export function readCsv(text: string): Read {
  const [header = [], ...cells] = parseCsv(text);
  const records = cells.map((record) =>
    Object.fromEntries(header.map((name, i) => [name, record[i] ?? ""])),
  );
  if (header.includes("TYPE") && header.includes("CONTENT")) return readTodoist(records);
  if (header.includes("title")) return readOwnCsv(header, records);
  throw invalid("body", "row 1 must name the column title, or TYPE and CONTENT as Todoist does");
}
