import type { Send } from "../../../../components/model/http.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Outside } from "../outside.ts";
import type { Ports, Settings } from "../ports.ts";
import { ownClock } from "./own-clock.ts";

/** A line that a service logged. */
export interface Logged {
  readonly level: keyof Log;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log that keeps its lines to look into; given to several replicas, it has the lines of all. */
export interface KeptLog extends Log {
  readonly lines: readonly Logged[];
}

export function keptLog(): KeptLog {
  const lines: Logged[] = [];
  const note =
    (level: keyof Log): Log[keyof Log] =>
    (event, fields = {}) => {
      lines.push({ level, event, fields });
    };
  return { lines, info: note("info"), warn: note("warn"), error: note("error") };
}

export interface OwnPorts extends Ports {
  readonly logged: readonly Logged[];
}

interface Given extends Partial<Settings> {
  readonly clock?: Clock;
  readonly log?: KeptLog;
  readonly outside?: Outside;
}

/** The surroundings of one replica in a test: own clock, own ids, a log to look into. */
export function ownPorts(
  sidecar: Send,
  { clock = ownClock(), log = keptLog(), outside, ...settings }: Given = {},
): OwnPorts {
  const replica = settings.replica ?? "r1";
  let ids = 0;
  return {
    sidecar,
    clock,
    machineClock: clock,
    newId: () => `${replica}-${String(++ids).padStart(6, "0")}`,
    log,
    settings: {
      topicLayout: "by-type",
      appToken: undefined,
      variables: {},
      ...settings,
      replica,
    },
    ...(outside ? { outside } : {}),
    logged: log.lines,
  };
}
