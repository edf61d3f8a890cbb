import { type Figure, table } from "../../bench/report.ts";

/** What was measured in one run, section by section. */
export type Measured = readonly {
  readonly name: string;
  readonly says: string;
  readonly figures: readonly Figure[];
}[];

/** The generated document: what the whole takes, and how soon it is back. */
export function clusterTable(machine: string, measured: Measured): string {
  const paragraphs = [
    "# The whole in a cluster",
    "Kind: reference. Written by `npm run test:cluster -- --write`; figures of one machine at one moment.",
    `Machine: ${machine}`,
    ...measured
      .filter(({ figures }) => figures.length > 0)
      .flatMap(({ name, says, figures }) => [`## ${name}`, says, table(figures)]),
  ];
  return `${paragraphs.join("\n\n")}\n`;
}
