import { api } from "./api.ts";
import { contention } from "./contention.ts";
import { designs } from "./designs.ts";
import type { Group } from "./group.ts";
import { log } from "./log.ts";
import { platform } from "./platform.ts";
import { real } from "./real/real.ts";
import { runtime } from "./runtime.ts";
import { time } from "./time.ts";
import { understanding } from "./understanding.ts";

/** What can be measured, in the order of the report. */
export const groups: ReadonlyMap<string, Group> = new Map([
  ["designs", designs],
  ["log", log],
  ["contention", contention],
  ["api", api],
  ["runtime", runtime],
  ["time", time],
  ["understanding", understanding],
  ["platform", platform],
  ["real", real],
]);
