import type { Figure } from "./report.ts";

/** How a group is to be measured, and where it says how far it is. */
export interface Run {
  /** "quick": fewer rounds and smaller stores, to see that everything still runs. */
  readonly mode: "full" | "quick";
  readonly progress: (line: string) => void;
}

/** Figures that are measured together. */
export interface Group {
  /** One sentence for the report. */
  readonly says: string;
  run(how: Run): Promise<readonly Figure[]>;
}
