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

const columns = ["figure", "result", "target", "ok or missed"] as const;

/** The figures as a Markdown table, its columns aligned so that it also reads in a terminal. */
export function table(figures: readonly Figure[]): string {
  const rows = [columns, ...figures.map(cells)];
  const widths = columns.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(columns), rule, ...rows.slice(1).map(line)].join("\n");
}

/** One group of figures and what is measured in it. */
export interface Section {
  readonly name: string;
  readonly says: string;
  /** Where it was measured: not all groups are measured on one day. */
  readonly machine: string;
  readonly figures: readonly Figure[];
}

const head = [
  "# Measurements",
  "Reference. Written by `npm run bench`; numbers of one machine at one moment.",
  "Ratios compare interleaved rounds (A B A B): the median, and in brackets the least and the most.",
];

/**
 * The document `before` with these sections in place of what it says of the same groups. Chapters
 * stand in the order of the groups; one of no group goes.
 */
export function report(
  before: string,
  sections: readonly Section[],
  groups: readonly string[],
): string {
  const [, ...kept] = before.split(/^## /m);
  const chapters = new Map(kept.map((text) => [text.split("\n", 1)[0], `## ${text.trimEnd()}`]));
  for (const section of sections) chapters.set(section.name, chapter(section));
  const inOrder = groups.flatMap((name) => chapters.get(name) ?? []);
  return `${[...head, summary(inOrder), ...inOrder].join("\n\n")}\n`;
}

const chapter = ({ name, says, machine, figures }: Section): string =>
  [`## ${name}`, says, `Machine: ${machine}`, table(figures)].join("\n\n");

const missedRow = /^\| (.+?) +\|.*\| missed +\|$/gm;

function summary(chapters: readonly string[]): string {
  const missed = chapters.flatMap((text) => [...text.matchAll(missedRow)].map(([, name]) => name));
  return missed.length === 0 ? "Every target is kept." : `Missed: ${missed.join("; ")}.`;
}
