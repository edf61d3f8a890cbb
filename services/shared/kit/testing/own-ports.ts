import type { Send } from "../../../../components/model/http.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Ports, Settings } from "../ports.ts";
import { ownClock } from "./own-clock.ts";

/** A line that a service logged. */
export interface Logged {
  readonly level: keyof Log;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface OwnPorts extends Ports {
  readonly logged: readonly Logged[];
}

/** The surroundings of one replica in a test: own clock, own ids, a log to look into. */
export function ownPorts(
  sidecar: Send,
  { clock = ownClock(), ...settings }: Partial<Settings> & { readonly clock?: Clock } = {},
): OwnPorts {
  const logged: Logged[] = [];
  const note =
    (level: keyof Log): Log[keyof Log] =>
    (event, fields = {}) => {
      logged.push({ level, event, fields });
    };
  const replica = settings.replica ?? "r1";
  let ids = 0;
  return {
    sidecar,
    clock,
    newId: () => `${replica}-${String(++ids).padStart(6, "0")}`,
    log: { info: note("info"), warn: note("warn"), error: note("error") },
    settings: {
      topicLayout: "by-type",
      appToken: undefined,
      variables: {},
      ...settings,
      replica,
    },
    logged,
  };
}
