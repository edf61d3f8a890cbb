import type { Spread } from "./statistics.ts";

/** What a figure must keep to. */
export interface Target {
  readonly kind: "at most" | "at least";
  readonly value: number;
}

/** One measured number. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Both ends, where the value is the median of rounds. */
  readonly range?: Spread;
  /** Left out where the number is told for comparison only. */
  readonly target?: Target;
}

export type Verdict = "ok" | "missed" | "";

/** Whether a figure keeps to its target; nothing where it has none. */
export function verdict({ value, target }: Figure): Verdict {
  if (!target) return "";
  const isKept = target.kind === "at most" ? value <= target.value : value >= target.value;
  return isKept ? "ok" : "missed";
}

/** A number with as many digits as can be believed: three at most. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return "none";
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
  const [whole = "", fraction = ""] = value.toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const kept = fraction.replace(/0+$/, "");
  return kept === "" ? grouped : `${grouped}.${kept}`;
}

const withUnit = (value: number, unit: string): string =>
  unit === "" || unit === "x" ? `${shown(value)}${unit}` : `${shown(value)} ${unit}`;

/** The four cells of a figure's row. */
export function cells(figure: Figure): readonly [string, string, string, Verdict] {
  const { name, value, unit, range, target } = figure;
  const ends = range ? ` (${shown(range.min)}..${shown(range.max)})` : "";
  const wanted = target
    ? `${target.kind === "at most" ? "<=" : ">="} ${withUnit(target.value, unit)}`
    : "";
  return [name, withUnit(value, unit) + ends, wanted, verdict(figure)];
}

const head = ["figure", "result", "target", "ok or missed"] as const;

/** The figures as a Markdown table, its columns aligned so that it also reads in a terminal. */
export function table(figures: readonly Figure[]): string {
  const rows = [head, ...figures.map(cells)];
  const widths = head.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.slice(1).map(line)].join("\n");
}

/** One group of figures and what is measured in it. */
export interface Section {
  readonly name: string;
  readonly says: string;
  readonly figures: readonly Figure[];
}

/** The whole report as a document. */
export function report(machine: string, sections: readonly Section[]): string {
  const missed = sections.flatMap(({ figures }) =>
    figures.filter((figure) => verdict(figure) === "missed"),
  );
  const summary =
    missed.length === 0
      ? "Every target is kept."
      : `Missed: ${missed.map(({ name }) => name).join("; ")}.`;
  const paragraphs = [
    "# Measurements",
    "Reference. Written by `npm run bench`; numbers of one machine at one moment.",
    `Machine: ${machine}`,
    "Ratios compare interleaved rounds (A B A B): the median, and in brackets the least and the most.",
    summary,
    ...sections.flatMap(({ name, says, figures }) => [`## ${name}`, says, table(figures)]),
  ];
  return `${paragraphs.join("\n\n")}\n`;
}
