import type { Rng } from "./rng.ts";
import type { Rule } from "./rules.ts";
import { dayMs, hourMs, minuteMs } from "./wall.ts";

/** How long a world lives, and how closely it is looked at. */
export interface Life {
  readonly kind: "hours" | "days" | "month";
  readonly startMs: number;
  /** So long people live and things fail; then nothing fails any more. */
  readonly chaosMs: number;
  readonly calmMs: number;
  /** Between two sweeps. Real ones come every 30 s; that many would make a month too long. */
  readonly sweepMs: number;
  readonly calmSweepMs: number;
  readonly wishes: number;
  readonly rules: readonly Rule["kind"][];
}

/** Clocks are changed, a day is leapt, a month ends, a year ends. */
const turns = [
  "2026-03-29T01:00:00Z",
  "2026-10-25T01:00:00Z",
  "2026-03-08T07:00:00Z",
  "2026-11-01T06:00:00Z",
  "2026-04-04T15:00:00Z",
  "2026-10-03T15:30:00Z",
  "2028-02-29T00:00:00Z",
  "2026-02-01T00:00:00Z",
  "2026-12-31T23:00:00Z",
].map((text) => Date.parse(text));

/** Every seed lives across one of the turns. */
export function lifeOf(seed: number, rng: Rng): Life {
  const turnMs = rng.pick(turns) ?? 0;
  switch (seed % 4) {
    case 0:
      return {
        kind: "month",
        startMs: turnMs - (2 + rng.below(30)) * dayMs - rng.below(24) * hourMs,
        chaosMs: 33 * dayMs,
        calmMs: 30 * hourMs,
        sweepMs: 8 * hourMs,
        calmSweepMs: 8 * hourMs,
        wishes: 6,
        rules: ["weekly", "weekly", "monthly", "leap day", "whole days", "from completion"],
      };
    case 1:
      return {
        kind: "days",
        startMs: turnMs - (1 + rng.below(20)) * hourMs,
        chaosMs: 20 * hourMs,
        calmMs: 6 * hourMs,
        sweepMs: hourMs,
        calmSweepMs: 30 * minuteMs,
        wishes: 6,
        rules: ["weekly", "whole days", "from completion"],
      };
    default:
      return {
        kind: "hours",
        startMs: turnMs - rng.below(60) * minuteMs,
        chaosMs: 20 * minuteMs,
        calmMs: 4 * hourMs,
        sweepMs: 30_000,
        calmSweepMs: 15 * minuteMs,
        wishes: 7,
        rules: ["weekly", "from completion"],
      };
  }
}
