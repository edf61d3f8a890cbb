/** Counts what is under way, so that a test or a shutdown can wait for it. */
export interface Activity {
  /** Passes the work through and counts it until it has settled. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is under way; what waits for a timer is not. */
  idle(): Promise<void>;
}

/** A counter that starts at nothing. */
export function activity(): Activity {
  let underWay = 0;
  let waiting: (() => void)[] = [];

  const settled = () => {
    underWay--;
    // Not at once: the end of one piece of work often starts the next in the same turn.
    if (underWay === 0 && waiting.length > 0) setImmediate(check);
  };
  const check = () => {
    if (underWay > 0) return;
    const done = waiting;
    waiting = [];
    for (const resolve of done) resolve();
  };

  return {
    track(work) {
      underWay++;
      return work.finally(settled);
    },
    idle: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        setImmediate(check);
      }),
  };
}
