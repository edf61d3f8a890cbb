/** Time as a port: a test or a developer can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds of this clock. */
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
};

/** The clock's present as an ISO 8601 instant in UTC. */
export const isoNow = (clock: Clock): string => new Date(clock.now()).toISOString();
