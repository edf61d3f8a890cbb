/**
 * Does the work of each person one after the other, and that of some people at once. Whoever asks
 * while a person's work waits for its turn shares that turn.
 */
export function oneAtATime<Result>(
  work: (user: string) => Promise<Result>,
  peopleAtOnce: number,
): (user: string) => Promise<Result> {
  const waiting = new Map<string, Promise<Result>>();
  const begun = new Map<string, Promise<Result>>();
  const queue: (() => void)[] = [];
  let running = 0;

  const place = async (): Promise<void> => {
    if (running < peopleAtOnce) running++;
    // Whoever leaves hands the place over, so `running` stays as it is.
    else await new Promise<void>((resolve) => queue.push(resolve));
  };
  const leave = () => {
    const next = queue.shift();
    if (next) next();
    else running--;
  };

  const turn = async (user: string): Promise<Result> => {
    await Promise.allSettled([begun.get(user)]);
    await place();
    // From here on a new wish is not shared: this turn may have read before it was kept.
    waiting.delete(user);
    const done = work(user);
    begun.set(user, done);
    try {
      return await done;
    } finally {
      begun.delete(user);
      leave();
    }
  };

  return (user) => {
    const shared = waiting.get(user);
    if (shared !== undefined) return shared;
    const own = Promise.resolve().then(() => turn(user));
    waiting.set(user, own);
    return own;
  };
}
