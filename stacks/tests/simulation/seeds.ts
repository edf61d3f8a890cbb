import { reportSeeds } from "./report-seeds.ts";
import { simulate } from "./simulate.ts";

// Runs seeds of the scenario in which people work fast and everything around them fails.
await reportSeeds(simulate);
