import { reportSeeds } from "./report-seeds.ts";
import { simulateTime } from "./simulate-time.ts";

// Runs seeds of the scenario in which hours, days and months pass.
await reportSeeds(simulateTime);
