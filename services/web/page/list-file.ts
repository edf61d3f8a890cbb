import type { ExportFormat, importRowsMax } from "../../shared/contracts/api/exchange.ts";
import { asked, askedText } from "./asked.ts";
import { dayOf } from "./filter.ts";
import { present } from "./present.ts";
import { listIn, memberOf, Refusal, textIn, unreachable } from "./problem.ts";

/** What the server takes in one import; by its type this one cannot differ from the contract. */
export const fileRowsMax: typeof importRowsMax = 1_000;
/** The same of `importBytesMax`, whose type does not say how much it is. */
export const fileBytesMax = 2 * 1_024 * 1_024;

/** Everything in a person's list, as an export has it. */
export interface ListFile {
  readonly content: unknown;
  readonly count: Count;
}

/** What there is in a list, as one says it: the dates of what repeats are not counted. */
export interface Count {
  readonly tasks: number;
  readonly repeating: number;
}

/** Reads the whole list. Throws a Refusal. */
export async function readList(): Promise<ListFile> {
  const content = await asked("/api/export");
  // What stands in between may answer as well: taken for an empty list, that would cost a full one.
  if (!isList(content)) throw unreachable();
  return listFileOf(content);
}

/** Whether it has a list's shape; its rows are looked at where they are brought in. */
export const isList = (content: unknown): boolean =>
  ["tasks", "recurring_tasks"].some((name) => Array.isArray(memberOf(content, name)));

/** The list in an exported file. */
export function listFileOf(content: unknown): ListFile {
  const templates = listIn(content, "recurring_tasks").filter(
    (one) => memberOf(one, "status") !== "stopped",
  );
  const living = new Set(templates.map((one) => textIn(one, "id")));
  const tasks = listIn(content, "tasks").filter(
    (one) =>
      memberOf(one, "status") === "completed" ||
      !living.has(textIn(one, "recurring_task_id") ?? ""),
  );
  return { content, count: { tasks: tasks.length, repeating: templates.length } };
}

/** Whether there is nothing to keep. */
export const isEmpty = ({ count }: ListFile): boolean => count.tasks + count.repeating === 0;

/** Throws a Refusal for a list that no import would take. */
export function checkFits({ content }: ListFile): void {
  const { size } = new Blob([JSON.stringify(content)]);
  if (rowsIn(content) <= fileRowsMax && size <= fileBytesMax) return;
  throw new Refusal(
    0,
    "This list is too long to come along. Create an account of its own for it, with another email, \
or download it at “Sign out”.",
  );
}

/** How many rows a list takes in a file. */
export const rowsIn = (content: unknown): number =>
  listIn(content, "tasks").length + listIn(content, "recurring_tasks").length;

/** "3 tasks and 1 that repeats". */
export function countWords({ tasks, repeating }: Count): string {
  const repeat = repeating === 1 ? "repeats" : "repeat";
  if (tasks === 0 && repeating > 0) return `${nounOf(repeating)} that ${repeat}`;
  return `${nounOf(tasks)}${repeating === 0 ? "" : ` and ${repeating} that ${repeat}`}`;
}

/** Hands a list to the browser's downloads, and gives the name it has there. */
export const download = (content: unknown): string => saved(JSON.stringify(content), "json");

/** The same with the list that the server has, in one of its forms. Throws a Refusal. */
export const downloadAs = async (format: ExportFormat): Promise<string> =>
  saved(await askedText(`/api/export?format=${format}`), format);

const types: Readonly<Record<ExportFormat, string>> = {
  json: "application/json",
  csv: "text/csv",
  ics: "text/calendar",
};

function saved(text: string, format: ExportFormat): string {
  const name = `nudge-${dayOf(present())}.${format}`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: types[format] }));
  link.download = name;
  link.click();
  // The click has handed the bytes over; the address would keep them in memory.
  URL.revokeObjectURL(link.href);
  return name;
}

const nounOf = (tasks: number): string => `${tasks} ${tasks === 1 ? "task" : "tasks"}`;
