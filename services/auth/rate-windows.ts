import { createHash } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../shared/kit/clock.ts";
import type { StateKey } from "../shared/kit/state.ts";
import type { Change, Next } from "./compare-and-set.ts";

/** A person mistypes a password a few times; nobody does it more often in a minute. */
export const tries: Rule = { window: 60, max: 10 };

export interface Rule {
  /** Seconds. */
  readonly window: number;
  readonly max: number;
}

export interface Consumed {
  readonly allowed: boolean;
  /** Seconds. */
  readonly retryAfter: number | null;
}

const windowOf = z.object({ from: z.number(), count: z.number() });

/** Counts tries in fixed windows that all replicas share. */
export function rateWindows(change: Change, clock: Clock, keyOf: (hash: string) => StateKey) {
  return async (key: string, rule: Rule): Promise<Consumed> =>
    change(keyOf(createHash("sha256").update(key).digest("hex")), (current): Next<Consumed> => {
      const now = clock.now();
      const parsed = windowOf.safeParse(current);
      const open = parsed.success && now < parsed.data.from + rule.window * 1_000;
      const { from, count } = open ? parsed.data : { from: now, count: 0 };
      if (count >= rule.max) {
        const retryAfter = Math.ceil((from + rule.window * 1_000 - now) / 1_000);
        return { result: { allowed: false, retryAfter } };
      }
      return {
        write: { value: { from, count: count + 1 }, ttlSeconds: 2 * rule.window },
        result: { allowed: true, retryAfter: null },
      };
    });
}
