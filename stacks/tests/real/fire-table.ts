import type { Happened } from "./faults.ts";
import type { Attempt, Command } from "./history.ts";

/** What a fault cost, as the people saw it. */
export interface Cost {
  readonly name: string;
  /** The longest time in which nobody at all was answered well. */
  readonly outageMs: number;
  /** From the healing until everybody had been served; undefined: not yet. */
  readonly recoveredMs: number | undefined;
  /** Requests that got a no, or no answer. */
  readonly refused: number;
  /** What they were told, each once. */
  readonly why: readonly string[];
  readonly acknowledged: number;
}

/** What a fault cost up to a moment. */
export function costOf(
  { name, beganMs, healedMs }: Happened,
  commands: readonly Command[],
  people: number,
  untilMs: number,
): Cost {
  const during = commands
    .flatMap(({ attempts }) => attempts)
    .filter(({ endedMs }) => endedMs >= beganMs && endedMs <= untilMs);
  const good = during.filter(isGood);
  const moments = [beganMs, ...good.map(({ endedMs }) => endedMs).toSorted(ascending), untilMs];
  const gaps = moments.slice(1).map((ms, i) => ms - (moments[i] ?? ms));
  return {
    name,
    outageMs: Math.max(...gaps),
    recoveredMs: recoveredMs(commands, healedMs, people),
    refused: during.length - good.length,
    why: [...new Set(during.flatMap(({ outcome }) => ("why" in outcome ? [outcome.why] : [])))],
    acknowledged: good.length,
  };
}

const ascending = (a: number, b: number) => a - b;
const isGood = ({ outcome }: Attempt) => outcome.kind === "acknowledged";

/** Each person's first good answer to what was sent after the healing; the slowest counts. */
function recoveredMs(
  commands: readonly Command[],
  healedMs: number,
  people: number,
): number | undefined {
  const firstOf = new Map<string, number>();
  for (const { person, attempts } of commands) {
    for (const attempt of attempts) {
      if (!isGood(attempt) || attempt.sentMs < healedMs) continue;
      firstOf.set(person, Math.min(firstOf.get(person) ?? Infinity, attempt.endedMs));
    }
  }
  return firstOf.size < people ? undefined : Math.max(...firstOf.values()) - healedMs;
}

const columns = ["fault", "outage seen", "recovered after", "refused", "served"] as const;

/** One line for each fault, in columns. */
export function fireTable(costs: readonly Cost[]): string {
  const rows = costs.map((cost) => [
    cost.name,
    seconds(cost.outageMs),
    cost.recoveredMs === undefined ? "not yet" : seconds(cost.recoveredMs),
    String(cost.refused),
    String(cost.acknowledged),
  ]);
  const widths = columns.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ");
  return [line(columns), ...rows.map(line)].join("\n");
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
