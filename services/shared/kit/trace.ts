import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

/** A W3C trace context, `00-<trace id>-<span id>-<flags>`. */
export type Traceparent = string;

const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const current = new AsyncLocalStorage<Traceparent>();

/** Runs the work inside the given trace, or in a new one when the header is missing or malformed. */
export function inTrace<T>(header: string | undefined, work: () => T): T {
  return current.run(header && form.test(header) ? header : newTraceparent(), work);
}

/** The trace that the running work belongs to, if any. */
export const currentTrace = (): Traceparent | undefined => current.getStore();

/** The part of a trace context that log lines and problem answers quote. */
export const traceIdOf = (traceparent: Traceparent | undefined): string =>
  traceparent?.slice(3, 35) ?? "";

/** Chance is asked for once: each call to the system costs more than the bytes. */
function newTraceparent(): Traceparent {
  const hex = randomBytes(24).toString("hex");
  return `00-${hex.slice(0, 32)}-${hex.slice(32)}-01`;
}
