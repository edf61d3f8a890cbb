import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { groups } from "../bench/groups.ts";
import { machine } from "../bench/machine.ts";
import { report, type Section, table } from "../bench/report.ts";
import { type Asked, parseRequest } from "../bench/request.ts";
import { root } from "./root.ts";

const document = join(root, "docs", "generated", "bench.md");

/**
 * `npm run bench [-- <name>...] [--quick]`: measures and prints; what is measured in full is also
 * kept in the document. A missed target is told, and is no failure: the machine may be busy.
 */
async function main({ names, mode }: Asked): Promise<void> {
  for (const name of names) {
    const section = await measured(name, mode);
    console.log(`\n${name}\n${section.machine}\n${table(section.figures)}`);
    if (mode === "full") keep(section);
  }
}

async function measured(name: string, mode: Asked["mode"]): Promise<Section> {
  const group = groups.get(name);
  if (!group) throw new Error(`there is no group "${name}"`);
  const where = machine();
  say(`${name}${mode === "quick" ? " (quick)" : ""} on ${where}`);
  const progress = (line: string) => say(`${name}: ${line}`);
  const figures = await group.run({ mode, progress });
  return { name, says: group.says, machine: where, figures };
}

/** At once: what was measured stays although a later group fails. */
function keep(section: Section): void {
  const before = existsSync(document) ? readFileSync(document, "utf8") : "";
  mkdirSync(dirname(document), { recursive: true });
  writeFileSync(document, report(before, [section], [...groups.keys()]));
  say(`wrote ${section.name} into ${document}`);
}

/** Standard output belongs to the tables. */
const say = (line: string) => process.stderr.write(`bench: ${line}\n`);

try {
  await main(parseRequest(process.argv.slice(2), [...groups.keys()]));
} catch (thrown) {
  say(thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = 1;
}
