import type { RowNote } from "../../shared/contracts/api/exchange.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { csvText, guarded, unguarded } from "./csv.ts";
import type { Read, Row } from "./rows.ts";

/** The header row of our own CSV. */
export const ownHeader = [
  ...(["id", "title", "description", "status", "priority", "tags"] as const),
  ...(["due_date", "timezone", "created_at", "completed_at"] as const),
] as const;

/** Tasks as a table. */
export const asCsv = (tasks: readonly Task[]): string =>
  csvText([
    ownHeader,
    ...tasks.map((task) =>
      ownHeader.map((name) => guarded(name === "tags" ? tagsCell(task.tags) : (task[name] ?? ""))),
    ),
  ]);

/** The rows of our own CSV, without its header. An empty cell says nothing; a strange column is told. */
export function readOwnCsv(header: readonly string[], records: readonly Row["fields"][]): Read {
  const names = ownHeader.filter((name) => name !== "id" && header.includes(name));
  const rows = records.flatMap((record, i): Row[] => {
    // An empty line is no task.
    if (Object.values(record).every((cell) => cell === "")) return [];
    const cells = names.flatMap((name) => {
      const cell = unguarded(String(record[name] ?? ""));
      return cell === "" && name !== "title" ? [] : [[name, name === "tags" ? tagsIn(cell) : cell]];
    });
    return [{ row: i + 2, kind: "task", fields: Object.fromEntries(cells) }];
  });
  return { rows, skipped: strangeColumns(header, records), notUnderstood: [] };
}

/** Longer names of columns are told by their beginning. */
const nameCharactersMax = 60;

/** Columns that have something and no place here: what is in them must not vanish without a word. */
function strangeColumns(header: readonly string[], records: readonly Row["fields"][]): RowNote[] {
  const ours: readonly string[] = ownHeader;
  return [...new Set(header)]
    .filter((name) => !ours.includes(name) && records.some((record) => record[name] !== ""))
    .map((name) => ({
      row: 1,
      field: name.slice(0, nameCharactersMax) || "column",
      message: `is no column here; use ${ours.slice(1).join(", ")}, or leave it out`,
    }));
}

/** A comma stands between tags; one within a tag has a backslash before it. */
const tagsCell = (tags: readonly string[]): string =>
  tags.map((tag) => tag.replaceAll(/[\\,]/g, "\\$&")).join(",");

const tagsIn = (cell: string): readonly string[] =>
  [...cell.matchAll(/(?:^|,)((?:\\.|[^\\,])*)/gsu)].map(([, tag = ""]) =>
    tag.replaceAll(/\\(.)/gsu, "$1"),
  );
