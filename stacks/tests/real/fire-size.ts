import type { Severity } from "./faults.ts";

/** How much is set on fire, and what is said meanwhile. */
export interface FireSize {
  readonly kind: "short" | "full";
  readonly seed: number;
  /** Of chance; more follow in a full run. */
  readonly faults: number;
  readonly severity: Severity;
  /** Events that wait for a reader who was away. */
  readonly backlog: number;
  readonly timeoutMs: number;
  readonly report: (line: string) => void;
}

/** Among all tests: three minutes, and the same at each change. */
const short = {
  kind: "short",
  faults: 7,
  severity: { awayMaxMs: 2_000, pauseMs: { least: 5_000, most: 6_000 } },
  backlog: 1_000,
  timeoutMs: 600_000,
  report: () => undefined,
} as const;

/** For whoever asks for it: other faults each time. */
const full = {
  kind: "full",
  faults: 20,
  severity: { awayMaxMs: 8_000, pauseMs: { least: 5_000, most: 30_000 } },
  backlog: 5_000,
  timeoutMs: 3_600_000,
  report: (line: string) => console.info(line),
} as const;

const usualSeed = 20_261_121;
export const seedMax = 4_294_967_295;

/** What the variables `FIRE=full` and `FIRE_SEED` say. Throws when the seed is none. */
export function fireSize(variables: Readonly<Record<string, string | undefined>>): FireSize {
  const seed = Number(variables.FIRE_SEED ?? usualSeed);
  if (!Number.isInteger(seed) || seed < 0 || seed > seedMax) {
    throw new Error(`FIRE_SEED="${variables.FIRE_SEED}": use a whole number from 0 to ${seedMax}`);
  }
  return { ...(variables.FIRE === "full" ? full : short), seed };
}
