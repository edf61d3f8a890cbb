/** How long one piece of work took, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** The milliseconds of so many runs, one after another. */
export async function repeated(
  times: number,
  work: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const ms: number[] = [];
  for (let index = 0; index < times; index++) ms.push(await timed(() => work(index)));
  return ms;
}

/** Does so much work with several pieces in flight; gives the seconds it took in all. */
export async function together(
  times: number,
  inFlight: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const one = async () => {
    while (next < times) await work(next++);
  };
  const ms = await timed(() => Promise.all(Array.from({ length: inFlight }, one)));
  return ms / 1_000;
}
