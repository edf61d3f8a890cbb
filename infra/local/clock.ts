/** Time as the runtime sees it: tests and simulations bring their own. */
export interface RuntimeClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after so many milliseconds, unless the returned function is called before. */
  setTimer(afterMs: number, run: () => void): () => void;
}

/** Longer waits overflow Node's timers, which then fire at once. */
export const longestTimerMs = 2_147_483_647;

/** The machine's clock. Its timers do not keep the process alive. */
export const realClock: RuntimeClock = {
  now: Date.now,
  setTimer(afterMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(afterMs, 0), longestTimerMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
