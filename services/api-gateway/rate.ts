import type { Clock } from "../shared/kit/clock.ts";
import { ConflictError, RetryableError } from "../shared/kit/errors.ts";
import { Problem } from "../shared/kit/problem.ts";
import type { StateKey, StateStore } from "../shared/kit/state.ts";

/**
 * What one person may ask in a minute: chat costs more than the rest (S0's plan), and calendar
 * programs, of which a person has a few, look every some minutes.
 */
export const rateLimits = { rest: 120, chat: 10, feed: 20 } as const;

export type RateClass = keyof typeof rateLimits;

const windowMs = 60_000;
/** A replica takes requests in twelfths, so the store is asked once in ten and not each time. */
const leasesPerWindow = 12;
const leaseOf = (limit: number) => Math.ceil(limit / leasesPerWindow);
/** Others can win at most every lease of a window: after so many lost writes it is used up. */
const conflictsMax = leasesPerWindow + 1;
/** A first write that was lost looks like a failing store; a store that fails again is failing. */
const failuresMax = 3;
/** People whose lease is in memory; a forgotten lease only makes the limit tighter. */
const leasesMax = 10_000;

interface Lease {
  readonly window: number;
  left: number;
  /** Nothing is left in the store either: until the window turns nobody need ask it. */
  readonly last: boolean;
}

export interface RatePorts {
  readonly state: StateStore;
  readonly key: (person: string, rateClass: RateClass, window: number) => StateKey;
  readonly clock: Clock;
}

/**
 * Counts each person's requests in windows of a minute, in the store, so that the limit holds
 * across replicas. It never lets more through; a replica's unused lease may let fewer through.
 */
export function rateLimiter({ state, key, clock }: RatePorts) {
  const leases = new Map<string, Lease>();
  const taking = new Map<string, Promise<void>>();

  function remember(name: string, lease: Lease): void {
    // A slow answer of the store must not replace the lease of a later window.
    if ((leases.get(name)?.window ?? 0) > lease.window) return;
    leases.delete(name);
    const [longestKept] = leases.keys();
    if (leases.size >= leasesMax && longestKept !== undefined) leases.delete(longestKept);
    leases.set(name, lease);
  }

  async function take(person: string, rateClass: RateClass, window: number): Promise<void> {
    const at = key(person, rateClass, window);
    const limit = rateLimits[rateClass];
    let failures = 0;
    for (let attempt = 0; attempt < conflictsMax + failuresMax; attempt++) {
      const stored = await state.get(at);
      const used = stored ? usedOf(stored.value, limit) : 0;
      const size = Math.max(0, Math.min(leaseOf(limit), limit - used));
      try {
        const when = stored ? { etag: stored.etag } : "absent";
        const ttlSeconds = (2 * windowMs) / 1_000;
        if (size > 0) await state.set(at, used + size, { when, ttlSeconds });
        remember(nameOf(person, rateClass), { window, left: size, last: used + size >= limit });
        return;
      } catch (thrown) {
        // A lost or unknown write may have used up a lease for nothing: that errs on the safe side.
        if (thrown instanceof RetryableError && ++failures < failuresMax) continue;
        if (!(thrown instanceof ConflictError)) throw thrown;
      }
    }
    throw new RetryableError("the request counter is contended");
  }

  return {
    /** Counts one request. Throws `too_many_requests` with the seconds to wait. */
    async count(person: string, rateClass: RateClass): Promise<void> {
      const name = nameOf(person, rateClass);
      for (;;) {
        const window = Math.floor(clock.now() / windowMs);
        const lease = leases.get(name);
        if (lease?.window === window) {
          if (lease.left > 0) {
            lease.left--;
            return;
          }
          if (lease.last) throw exhausted(rateLimits[rateClass], window, clock);
        }
        const inWindow = `${name} ${window}`;
        const taken =
          taking.get(inWindow) ??
          take(person, rateClass, window).finally(() => taking.delete(inWindow));
        taking.set(inWindow, taken);
        await taken;
      }
    },
  };
}

const nameOf = (person: string, rateClass: RateClass) => `${person} ${rateClass}`;

/** What the store says was used. A damaged count closes its window: it must not open it. */
const usedOf = (value: unknown, limit: number): number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : limit;

export type RateLimiter = ReturnType<typeof rateLimiter>;

/** The setting RATE_LIMIT, "on" when left out. Throws an error for any other word. */
export function limitsRate(setting: string | undefined): boolean {
  if (setting === undefined || setting === "on") return true;
  if (setting === "off") return false;
  throw new Error(`api-gateway: RATE_LIMIT: "${setting}" is unknown; use "on" or "off"`);
}

function exhausted(limit: number, window: number, clock: Clock): Problem {
  const retryAfterSeconds = Math.ceil(((window + 1) * windowMs - clock.now()) / 1_000);
  return new Problem("too_many_requests", {
    detail: `at most ${limit} requests a minute; try again in ${retryAfterSeconds} s`,
    retryAfterSeconds,
  });
}
