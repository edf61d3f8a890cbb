import {
  exportFile,
  exportQuery,
  importBytesMax,
  importQuery,
  importRowsMax,
} from "../shared/contracts/api/exchange.ts";
import { bulkMax } from "../shared/contracts/api/tasks.ts";
import { exampleTask, exampleTemplate } from "./examples.ts";
import { type Operation, pathExamples } from "./operation.ts";
import { rateLimits } from "./rate.ts";

const example = exportFile.parse({
  version: 1,
  exported_at: "2026-01-04T17:30:00.000Z",
  tasks: [exampleTask],
  recurring_tasks: [exampleTemplate],
});

const ofFeed = { group: "Export and import", proof: "token", scope: "session" } as const;
const feedPath = "/feeds/{token}.ics";

const feedOperations: readonly Operation[] = [
  {
    ...ofFeed,
    method: "get",
    path: "/api/feed",
    id: "readFeed",
    summary: "Whether a calendar program can follow your tasks",
    answer: {
      status: 200,
      says: "Whether there is an address, without its secret.",
      schema: "Feed",
      example: { active: true, created_at: exampleTask.created_at },
    },
  },
  {
    ...ofFeed,
    method: "post",
    path: "/api/feed",
    id: "makeFeed",
    summary: "Make the secret address of your calendar, or replace it",
    description:
      "The address is shown this once, and the one before leads nowhere from now on. Repeated, it \
makes no second one: the latest answer's address is the one that counts.",
    headers: ["Idempotency-Key"],
    answer: {
      status: 201,
      says: "The address, below this server's.",
      schema: "MadeFeed",
      example: {
        path: feedPath.replace("{token}", pathExamples.token ?? ""),
        created_at: exampleTask.created_at,
      },
    },
  },
  {
    ...ofFeed,
    method: "delete",
    path: "/api/feed",
    id: "deleteFeed",
    summary: "Take the secret address back",
    answer: { status: 204, says: "It leads nowhere, whether there was one or not." },
  },
  {
    group: "Export and import",
    method: "get",
    path: feedPath,
    id: "followFeed",
    summary: "What is open, as a calendar to follow (RFC 5545)",
    description: `The secret in the address is all that is asked for. What has a date, and each \
template with its rule, is a VEVENT; what has none is a VTODO. Send \`If-None-Match\` with the \
\`ETag\`, and what has not changed is 304. At most ${rateLimits.feed} times a minute.`,
    proof: "none",
    answer: { status: 200, says: "The calendar.", type: "text/calendar", headers: ["ETag"] },
    problems: ["not_found", "too_many_requests", "unavailable"],
  },
];

/** What people take along and bring. */
export const exchangeOperations: readonly Operation[] = [
  {
    method: "get",
    path: "/api/export",
    id: "exportTasks",
    group: "Export and import",
    summary: "Take all tasks and templates along as a file",
    description:
      "CSV: one row a task; a cell that a spreadsheet would take for a formula has an apostrophe \
before it. Calendar (`ics`): a VTODO for each task and each template that is active.",
    proof: "token",
    scope: "tasks:read",
    query: { schema: exportQuery, example: "format=json" },
    answer: {
      status: 200,
      says: "The file; as JSON it looks like this.",
      schema: "ExportFile",
      example,
    },
  },
  {
    method: "post",
    path: "/api/import",
    id: "importTasks",
    group: "Export and import",
    summary: "Make tasks and templates from a file",
    description: `An exported JSON file, or as \`text/csv\` an exported CSV or Todoist's: labels \
become tags, notes go to the description, sections are skipped. At most ${importRowsMax} rows and \
${importBytesMax / 1_024 / 1_024} MB; split what is larger. A wrong row is named with its field, and nothing is imported unless \
\`partial=true\`. The same file again, or the same key, makes nothing twice; to import a file anew \
give a new key. One undo takes back ${bulkMax} rows at a time.`,
    proof: "token",
    scope: "tasks:write",
    headers: ["Idempotency-Key"],
    query: { schema: importQuery, example: "partial=true" },
    request: { schema: "ImportFile", example: { version: 1, tasks: [{ title: "Tea" }] } },
    answer: {
      status: 200,
      says: "What was made, and what was not.",
      schema: "ImportResult",
      example: { imported: 1, recurring: 0, repeated: false, skipped: [], not_understood: [] },
    },
  },
  ...feedOperations,
];
