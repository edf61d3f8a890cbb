import { ToolchainError, WayFailed } from "./failures.ts";

/**
 * What the first way that works gives. A way that does not work here says why, and the next one is
 * tried; any other failure is nobody's to work around. Throws with all reasons when none works.
 */
export async function firstWay<Way extends { readonly kind: string }, T>(
  title: string,
  ways: readonly Way[],
  attempt: (way: Way, at: number) => Promise<T>,
  report: (line: string) => void,
): Promise<T> {
  const reasons: string[] = [];
  for (const [at, way] of ways.entries()) {
    try {
      return await attempt(way, at);
    } catch (thrown) {
      if (!(thrown instanceof WayFailed)) throw thrown;
      reasons.push(`by ${way.kind}: ${thrown.message.replaceAll("\n", "\n  ")}`);
      // The last one's reason is told with all others.
      if (at + 1 < ways.length) report(`${title}: not ${reasons.at(-1)}`);
    }
  }
  throw new ToolchainError([`${title} cannot be had on this machine`, ...reasons].join("\n  "));
}
