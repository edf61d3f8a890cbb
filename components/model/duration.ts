/** A span of time with its unit, checked by the compiler: "30s", "15m", "7d". */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The length of a duration in milliseconds. Throws a RangeError when it is not one. */
export function milliseconds(duration: Duration): number {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration);
  if (!found) throw new RangeError(`"${duration}" is not a duration like "30s" or "7d"`);
  return Number(found[1]) * unitMs[found[2] as keyof typeof unitMs];
}
