import type { Target } from "../../../infra/local/conformance/target.ts";

/** What a run of the suite saw, by target and title. */
export type Seen = ReadonlyMap<string, ReadonlyMap<string, boolean>>;

const mark = { held: "yes", differs: "no, on purpose" };

/** The generated document: which promise which runtime keeps, and why one does not. */
export function conformanceTable(targets: readonly Target[], seen: Seen): string {
  const titles = [...new Set(targets.flatMap(({ name }) => [...(seen.get(name)?.keys() ?? [])]))];
  const cell = ({ name }: Target, title: string) =>
    seen.get(name)?.get(title) === true ? mark.held : mark.differs;
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const reasons = [...new Set(titles.flatMap((title) => reasonsFor(targets, title)))];
  return [
    "# Conformance",
    "",
    "Kind: reference. Written by the suite itself, in a run on the real programs; not by hand.",
    "",
    `${titles.length} promises of Dapr's HTTP API, asked of each runtime by the same tests.`,
    "",
    row(["Promise", ...targets.map(({ name }) => name)]),
    row(["---", ...targets.map(() => "---")]),
    ...titles.map((title) => row([safe(title), ...targets.map((each) => cell(each, title))])),
    "",
    "## Why some differ",
    "",
    ...reasons,
    "",
  ].join("\n");
}

/** One line for each reason, though several runtimes have it. */
function reasonsFor(targets: readonly Target[], title: string): readonly string[] {
  const differing = targets.filter(({ differs }) => differs?.[title] !== undefined);
  return differing.map(({ differs }) => `- **${title}**: ${differs?.[title]}`);
}

// A bar would end the cell.
const safe = (title: string) => title.replaceAll("|", "\\|");
