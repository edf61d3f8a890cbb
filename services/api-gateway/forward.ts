import type { Context } from "hono";
import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import { readBody } from "../shared/kit/body.ts";
import { personHeader } from "../shared/kit/door.ts";
import { RetryableError } from "../shared/kit/errors.ts";
import { Problem } from "../shared/kit/problem.ts";

/** Headers of the caller that mean something to the service behind. */
const passedOn = [
  "content-type",
  "if-match",
  "if-none-match",
  "idempotency-key",
  "accept",
] as const;
/** Headers of the answer that mean something to the caller. */
const passedBack = [
  "content-type",
  "etag",
  "location",
  "retry-after",
  "allow",
  "cache-control",
  "content-disposition",
  "x-content-type-options",
] as const;

/** What a path below /api may consist of: whatever would have to be decoded is not one of ours. */
const plainPath = /^(\/[A-Za-z0-9_-]+)+$/;

/** Brings a call to the service behind. Rejects with RetryableError when it is away. */
export type Invoke = (call: HttpCall) => Promise<HttpAnswer>;

/** Where a route differs from the others. */
export interface ForwardOptions {
  /** @default what any other request may have */
  readonly bodyBytesMax?: number;
  /** Names a command that has no name, for a service that knows by it what it was told before. */
  readonly newName?: () => string;
}

/**
 * Passes a request on in the name of a verified person, and the answer back. Throws `not_found`
 * for a path that is not plain, and what `readBody` throws.
 */
export async function forward(
  c: Context,
  invoke: Invoke,
  path: string,
  person: string,
  { bodyBytesMax, newName }: ForwardOptions = {},
): Promise<Response> {
  if (!plainPath.test(path)) throw new Problem("not_found", { detail: "there is nothing here" });
  const method = methodOf(c);
  const headers: Record<string, string> = { [personHeader]: person };
  for (const name of passedOn) {
    const value = c.req.header(name);
    if (value !== undefined) headers[name] = value;
  }
  // With a name it can be sent again on the way (ADR 0022).
  if (method !== "GET" && newName) headers["idempotency-key"] ??= newName();
  const query = new URL(c.req.url).search;
  const body = method === "GET" ? "" : await readBody(c.req.raw, bodyBytesMax);
  const answer = await invoke({ method, path: `${path}${query}`, headers, body });
  if (!isOurs(answer)) {
    throw new RetryableError(`${path} answers ${answer.status} without a problem of ours`);
  }
  const back = new Headers();
  for (const name of passedBack) {
    const value = answer.headers[name];
    if (value !== undefined) back.set(name, value);
  }
  const hasBody = answer.status !== 204 && answer.status !== 304;
  return new Response(hasBody ? answer.body : null, { status: answer.status, headers: back });
}

/** Our services refuse with problems; another refusal is the platform's word, not for people. */
const isOurs = ({ status, headers }: HttpAnswer): boolean =>
  status < 400 || headers["content-type"]?.startsWith("application/problem+json") === true;

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

function methodOf(c: Context): HttpCall["method"] {
  // HEAD is GET whose body the door keeps to itself.
  if (c.req.method === "HEAD") return "GET";
  const method = methods.find((known) => known === c.req.method);
  if (method) return method;
  throw new Problem("method_not_allowed", { detail: `${c.req.method} is not possible here` });
}
