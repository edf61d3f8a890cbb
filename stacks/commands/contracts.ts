import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { app } from "../../services/catalogue.ts";
import { type Published, publication, textOf } from "./publication.ts";
import { root } from "./root.ts";

const folder = join(root, "services", "shared", "contracts", "published");
const form = z.object({
  topic: z.string(),
  schemaVersion: z.string(),
  schema: z.record(z.string(), z.unknown()),
});

/**
 * `npm run contracts [-- --check]`: publishes the topics' schemas, unless a reader of a published
 * one would break; with "--check" it only says what is not published.
 */
function main(mode: "write" | "check"): number {
  const { problems, changed } = publication(app.topics, read());
  for (const problem of problems) console.error(`contracts: ${problem}`);
  if (problems.length > 0) return 1;
  for (const each of changed) {
    if (mode === "check") console.error(`contracts: ${each.topic} changed: npm run contracts`);
    else write(each);
  }
  if (changed.length === 0) console.log("contracts: all as published");
  return mode === "check" && changed.length > 0 ? 1 : 0;
}

const read = (): readonly Published[] =>
  globSync("*.json", { cwd: folder })
    .sort()
    .map((name) => form.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))));

function write(each: Published) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${each.topic}.json`), textOf(each));
  console.log(`contracts: published ${each.topic}`);
}

process.exitCode = main(process.argv.includes("--check") ? "check" : "write");
