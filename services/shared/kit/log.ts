import { pino } from "pino";
import { currentTrace, traceIdOf } from "./trace.ts";

/** One JSON object a line: an event name and ids, never a person's text or a secret. */
export interface Log {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** A log to standard error whose lines name the service and the trace they belong to. */
export function jsonLog(service: string, level: LogLevel): Log {
  const logger = pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const trace = currentTrace();
        return trace ? { trace_id: traceIdOf(trace) } : {};
      },
      messageKey: "event",
    },
    pino.destination(2),
  );
  return {
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  };
}
