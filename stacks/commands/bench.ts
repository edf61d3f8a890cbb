import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { groups } from "../bench/groups.ts";
import { machine } from "../bench/machine.ts";
import { report, type Section, table } from "../bench/report.ts";
import { type Asked, parseRequest } from "../bench/request.ts";
import { root } from "./root.ts";

const document = join("docs", "generated", "bench.md");

/**
 * `npm run bench [-- <name>...] [--quick]`: measures and prints; a full run of everything is also
 * kept as a document. A missed target is told, and is no failure: the machine may be busy.
 */
async function main({ names, mode, extent }: Asked): Promise<void> {
  const where = machine();
  console.log(`bench: ${names.join(", ")}${mode === "quick" ? " (quick)" : ""}\n${where}`);
  const sections: Section[] = [];
  for (const name of names) {
    const group = groups.get(name);
    if (!group) continue;
    const progress = (line: string) => console.log(`${name}: ${line} ...`);
    const figures = await group.run({ mode, progress });
    console.log(`\n${name}\n${table(figures)}\n`);
    sections.push({ name, says: group.says, figures });
  }
  if (extent === "part") return;
  mkdirSync(dirname(join(root, document)), { recursive: true });
  writeFileSync(join(root, document), report(where, sections));
  console.log(`bench: wrote ${document}`);
}

try {
  await main(parseRequest(process.argv.slice(2), [...groups.keys()]));
} catch (thrown) {
  process.stderr.write(`bench: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}
