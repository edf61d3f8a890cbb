import type { Context } from "hono";
import { invalid, Problem } from "../../shared/kit/problem.ts";

/** What a client asks to be kept to, by header or in the address that it was given. */
export const readOnlyHeader = "x-nudge-read-only";
export const readOnlyParameter = "read_only";

/** Whether the client wants only to read. Throws `invalid` for what is neither yes nor no. */
export function asksReadOnly(c: Context): boolean {
  const { [readOnlyParameter]: values = [], ...others } = c.req.queries();
  // Above all a token: where it stands in an address, logs keep it.
  for (const name of Object.keys(others)) {
    throw invalid(name, `unknown parameter; use ${readOnlyParameter} only`);
  }
  if (values.length > 1) throw invalid(readOnlyParameter, "is there twice");
  const inHeader = yes(readOnlyHeader, c.req.header(readOnlyHeader));
  const inAddress = yes(readOnlyParameter, values[0]);
  return inHeader || inAddress;
}

/** A word that is misread as "no" would hand out more than was asked for. */
function yes(name: string, value: string | undefined): boolean {
  if (value === undefined || value === "false") return false;
  if (value === "true") return true;
  throw invalid(name, "must be true or false");
}

/** The names under which a machine is only reached by itself. */
const ownNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/**
 * Refuses pages of other sites. An origin that equals the Host header is not enough: a page that
 * rebinds its own name to this machine has that, so only names that nobody else can own count.
 */
export function refuseForeignOrigin(c: Context, publicOrigin: string | undefined): void {
  const origin = c.req.header("origin");
  // No browser leaves it out; who is no browser carries no one else's cookies.
  if (origin === undefined || origin === publicOrigin) return;
  const host = URL.canParse(origin) ? new URL(origin).host : "";
  if (ownNames.test(host) && host === c.req.header("host")?.toLowerCase()) return;
  throw new Problem("forbidden", { detail: "Origin: pages of other sites may not connect here" });
}
