import type { Context } from "hono";
import type { z } from "zod";
import { type FieldProblem, Problem } from "./problem.ts";

/** Larger than any honest request (a bulk of 50 tasks), far below Dapr's limit of 4 MiB. */
export const bodyBytesMax = 256 * 1_024;
/** JSON.parse and zod are recursive: what is nested deeper is an attack. */
const nestingMax = 32;

/** The body as text. Throws `too_large` before more than the limit was read. */
export async function readBody(request: Request, bytesMax = bodyBytesMax): Promise<string> {
  try {
    return await read(request, bytesMax);
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    // Whoever stops in the middle is gone: nothing of ours has failed.
    throw new Problem("malformed", { detail: "body: it broke off" });
  }
}

async function read(request: Request, bytesMax: number): Promise<string> {
  const tooLarge = () => {
    const detail = `body: at most ${bytesMax / 1_024} KB at once; split what is larger`;
    return new Problem("too_large", { detail });
  };
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge();
  if (request.headers.has("content-encoding")) {
    throw new Problem("unsupported_media_type", { detail: "content-encoding: send it plain" });
  }
  // The runtime's adapter reads a short body of known length in one piece.
  if (request.headers.has("content-length")) return asSent(await request.arrayBuffer());
  if (!request.body) return "";
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of request.body) {
    bytes += piece.length;
    if (bytes > bytesMax) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/**
 * The text of bytes, whole. `Request.text()` takes a byte order mark off: a body lost one at each
 * service it came through, and none where services share a process.
 */
export const asSent = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString("utf8");

/**
 * Text that should be JSON. Throws `malformed` with the place, or when nested too deeply. One byte
 * order mark before it is passed over, as RFC 8259 allows: some editors write one.
 */
export function parseJson(text: string): unknown {
  if (nesting(text) > nestingMax) {
    throw new Problem("malformed", { detail: `body: nested deeper than ${nestingMax} levels` });
  }
  try {
    return JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch {
    throw new Problem("malformed", { detail: "body: not valid JSON" });
  }
}

/** The JSON body of a request in the shape of a schema. Throws a problem that names each field. */
export async function jsonBody<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const type = c.req.header("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new Problem("unsupported_media_type", { detail: "content-type: use application/json" });
  }
  return matching(schema, parseJson(await readBody(c.req.raw)));
}

/** The value in the shape of a schema. Throws `invalid` with every field that does not fit. */
export function matching<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(fieldProblems).slice(0, fieldsNamedMax);
  throw new Problem("invalid", {
    detail: errors.map((e) => `${e.field}: ${e.message}`).join("; "),
    errors,
  });
}

/** As many as a person reads; a body of nothing but wrong fields would be answered at its length. */
const fieldsNamedMax = 20;

function fieldProblems(issue: z.core.$ZodIssue): readonly FieldProblem[] {
  const field = fieldPath(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: field ? `${field}.${key}` : key,
      message: "unknown field",
    }));
  }
  return [{ field: field || "body", message: issue.message }];
}

const fieldPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (at, step) =>
      typeof step === "number" ? `${at}[${step}]` : at ? `${at}.${String(step)}` : String(step),
    "",
  );

/** The deepest nesting of brackets outside of strings, read without recursion. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (quoted) {
      if (char === backslash) i++;
      else if (char === quote) quoted = false;
    } else if (char === quote) quoted = true;
    else if (char === openBrace || char === openBracket) deepest = Math.max(deepest, ++depth);
    else if (char === closeBrace || char === closeBracket) depth--;
  }
  return deepest;
}

const [backslash, quote, openBrace, closeBrace, openBracket, closeBracket] = [
  92, 34, 123, 125, 91, 93,
] as const;
