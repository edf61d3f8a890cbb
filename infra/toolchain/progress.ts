/** Long enough to stay calm, short enough that nobody takes a long build for a hang. */
const everyMs = 5_000;

/** Says what is being done, and again every five seconds until the work has ended. */
export async function withProgress<T>(
  what: string,
  report: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const since = secondsSince();
  report(`${what} ...`);
  const timer = setInterval(() => report(`${what}, ${since()} s`), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Whole seconds from now on. */
export function secondsSince(): () => number {
  const begin = performance.now();
  return () => Math.round((performance.now() - begin) / 1_000);
}
