import { api } from "./api.ts";
import { contention } from "./contention.ts";
import { designs } from "./designs.ts";
import type { Group } from "./group.ts";
import { log } from "./log.ts";
import { runtime } from "./runtime.ts";

/** What can be measured, in the order of the report. */
export const groups: ReadonlyMap<string, Group> = new Map([
  ["designs", designs],
  ["log", log],
  ["contention", contention],
  ["api", api],
  ["runtime", runtime],
]);
