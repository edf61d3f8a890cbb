/** Something that is there until it is let go. */
export interface Held<Value> {
  readonly value: Value;
  release(): Promise<void>;
}

/** Keeps what a function lends for the time of its work, so that several tests can use it. */
export async function hold<Value>(
  lend: (work: (value: Value) => Promise<void>) => Promise<void>,
): Promise<Held<Value>> {
  const lent = Promise.withResolvers<Value>();
  const done = Promise.withResolvers<void>();
  const ended = lend(async (value) => {
    lent.resolve(value);
    await done.promise;
  });
  ended.catch(lent.reject);
  const value = await lent.promise;
  return {
    value,
    release() {
      done.resolve();
      return ended;
    },
  };
}
