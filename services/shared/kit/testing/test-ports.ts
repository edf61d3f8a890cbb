import type { Send } from "../../../../components/model/http.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Ports, Settings } from "../ports.ts";
import { hurriedClock } from "./own-clock.ts";

/** One line that was logged. */
export interface Line {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log that keeps its lines for the test to look at. */
export function keptLog(): Log & { readonly lines: readonly Line[] } {
  const lines: Line[] = [];
  const at =
    (level: Line["level"]) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, event, fields });
    };
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

interface Given extends Partial<Settings> {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly newId?: () => string;
}

/** Ports of one replica: ids n1, n2, ..., a clock without waiting, a log that nobody reads. */
export function testPorts(sidecar: Send, given: Given = {}): Ports {
  let ids = 0;
  const {
    clock = hurriedClock(),
    log = keptLog(),
    newId = () => `n${++ids}`,
    topicLayout = "by-type",
    replica = "r0",
    appToken,
    variables = {},
  } = given;
  return { sidecar, clock, log, newId, settings: { topicLayout, replica, appToken, variables } };
}
