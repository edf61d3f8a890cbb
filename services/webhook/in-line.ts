/** Does the work of each person in the order in which it is asked for, and that of others beside it. */
export function inLine(): (user: string, work: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>();
  return (user, work) => {
    const before = last.get(user) ?? Promise.resolve();
    // Work that failed is its asker's to repeat; what stands behind it goes on.
    const mine = before.then(work, work).finally(() => {
      if (last.get(user) === mine) last.delete(user);
    });
    last.set(user, mine);
    return mine;
  };
}
