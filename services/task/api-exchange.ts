import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import {
  type ExportFormat,
  exportQuery,
  type ImportResult,
  importBytesMax,
  importQuery,
  importRowsMax,
} from "../shared/contracts/api/exchange.ts";
import { bulkMax } from "../shared/contracts/api/tasks.ts";
import { matching, readBody } from "../shared/kit/body.ts";
import { isoNow } from "../shared/kit/clock.ts";
import { idempotencyKeyIn, personIn, queryOf } from "../shared/kit/peer-call.ts";
import { invalid, Problem } from "../shared/kit/problem.ts";
import type { ImportItem } from "./command.ts";
import { asIcal } from "./exchange/ical.ts";
import { asJson, readJson } from "./exchange/json.ts";
import { asCsv } from "./exchange/own-csv.ts";
import { readCsv } from "./exchange/read-csv.ts";
import { checked, type Read } from "./exchange/rows.ts";
import { type CommandPorts, carryOut } from "./execute.ts";

/** What a person takes along, and brings. */
export function exchangeRoutes(ports: CommandPorts): Hono {
  const { logs, clock } = ports;
  return new Hono()
    .get("/export", async (c) => {
      const { format } = matching(exportQuery, queryOf(c));
      const { view } = await logs.read(personIn(c));
      const [tasks, templates] = [[...view.tasks.values()], [...view.templates.values()]];
      const now = isoNow(clock);
      const text = {
        json: () => JSON.stringify(asJson(tasks, templates, now)),
        csv: () => asCsv(tasks),
        ics: () => asIcal(tasks, templates, now),
      }[format]();
      return c.body(text, 200, fileHeaders(format, now));
    })
    .post("/import", async (c) => {
      const { partial } = matching(importQuery, queryOf(c));
      const type = fileType(c);
      const text = await readBody(c.req.raw, importBytesMax);
      const read = type === "csv" ? readCsv(text) : readJson(text, isoNow(clock));
      const { groups, skipped } = grouped(read, partial === "true", clock.now());
      const fingerprint = hashOf([type, text]);
      const isNew = await broughtIn(c, groups, fingerprint, ports);
      const items = groups.flat();
      const imported = items.filter(({ kind }) => kind === "task").length;
      return c.json({
        imported,
        recurring: items.length - imported,
        repeated: items.length > 0 && !isNew,
        skipped,
        not_understood: [...read.notUnderstood],
      } satisfies ImportResult);
    });
}

const types: Readonly<Record<ExportFormat, string>> = {
  json: "application/json",
  csv: "text/csv; charset=utf-8; header=present",
  ics: "text/calendar; charset=utf-8",
};

/** It is to be kept as a file, by nobody on the way, and never shown as a page. */
const fileHeaders = (format: ExportFormat, now: string) => ({
  "content-type": types[format],
  "content-disposition": `attachment; filename="nudge-${now.slice(0, 10)}.${format}"`,
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
});

function fileType(c: Context): "json" | "csv" {
  const type = c.req.header("content-type") ?? "";
  if (/^application\/json\s*(;|$)/i.test(type)) return "json";
  if (/^text\/csv\s*(;|$)/i.test(type)) return "csv";
  const detail = "content-type: use application/json or text/csv";
  throw new Problem("unsupported_media_type", { detail });
}

/**
 * The good rows in groups by their place in the file: one group is one command, which one undo
 * takes back. Throws `invalid` with every wrong row unless the good ones are wanted alone.
 */
function grouped({ rows, skipped }: Read, isPartial: boolean, nowMs: number) {
  if (rows.length + skipped.length > importRowsMax) {
    throw invalid("body", `at most ${importRowsMax} rows; split the file`);
  }
  const groups: ImportItem[][] = [];
  const wrong = rows.flatMap((row) => {
    const item = checked(row, nowMs);
    if (Array.isArray(item)) return item;
    const group = Math.floor((row.row - 1) / bulkMax);
    groups[group] = [...(groups[group] ?? []), item];
    return [];
  });
  if (wrong.length > 0 && !isPartial) {
    const count = new Set(wrong.map(({ row }) => row)).size;
    const detail = `body: wrong rows: ${count}; nothing was imported; mend them, or ask with \
?partial=true`;
    throw new Problem("invalid", { detail, errors: wrong });
  }
  return { groups, skipped: [...skipped, ...wrong].sort((a, b) => a.row - b.row) };
}

/**
 * Brings the groups to the log; says whether any was new. A repetition, also of an import that
 * broke off, makes nothing twice: each group's id follows from the key, or else from the body.
 */
async function broughtIn(
  c: Context,
  groups: readonly (readonly ImportItem[])[],
  fingerprint: string,
  ports: CommandPorts,
): Promise<boolean> {
  const name = idempotencyKeyIn(c) ?? fingerprint;
  let isNew = false;
  for (const [n, items] of groups.entries()) {
    if (!items || items.length === 0) continue;
    const id = { id: `import:${name}:${n}`, fingerprint };
    const { entries } = await carryOut(personIn(c), id, { kind: "import", items }, ports);
    isNew ||= entries.length > 0;
  }
  return isNew;
}

/** 96 bits: two different files will not look alike. */
const hashOf = (parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 16);
