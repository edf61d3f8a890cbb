import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { machine } from "../../bench/machine.ts";
import type { Figure } from "../../bench/report.ts";
import { root } from "../../commands/root.ts";
import { clusterTable } from "./cluster-table.ts";

/** What each section of the document is about. */
const sections = {
  "From nothing":
    "One `up` on a machine that has the programs, from no cluster to everything ready.",
  "At rest":
    "Requests are what Kubernetes sets aside; usage is what metrics-server saw, with nobody asking.",
  "Killed, and ready again":
    "Killed with -9 or deleted by force, one after the other, with people at work all the time.",
  "A machine that is cut off": "With two machines; all services were on the one that went.",
  "More replicas": "From the first request of a crowd to one more replica that serves.",
  "Another version": "With people at work all the time, of whom nobody may notice it.",
} as const;
type SectionName = keyof typeof sections;

const measured = new Map<SectionName, Figure[]>();

/** Notes a figure and prints it. It is asserted nowhere: the machine may be busy. */
export function note(section: SectionName, figure: Figure): void {
  measured.set(section, [...(measured.get(section) ?? []), figure]);
  const { name, value, unit } = figure;
  console.info(`${section}: ${name}: ${Math.round(value * 10) / 10} ${unit}`);
}

/** Notes a time in seconds, with what it should not exceed. */
export const noteSeconds = (section: SectionName, name: string, ms: number, atMost?: number) =>
  note(section, {
    name,
    value: ms / 1_000,
    unit: "s",
    ...(atMost === undefined ? {} : { target: { kind: "at most" as const, value: atMost } }),
  });

/** Writes the document of this run, if the run was asked to. */
export function writeFigures(): void {
  if (process.env.CLUSTER_WRITE !== "true") return;
  const all = Object.entries(sections).map(([name, says]) => ({
    name,
    says,
    figures: [...measured].find(([section]) => section === name)?.[1] ?? [],
  }));
  const file = join(root, "docs", "generated", "cluster.md");
  writeFileSync(file, clusterTable(machine(), all));
  console.info(`wrote ${file}`);
}
