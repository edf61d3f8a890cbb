import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedDocuments } from "./generated-documents.ts";
import { root } from "./root.ts";

/** `npm run docs [-- --check]`: writes the generated documents, or says which are out of date. */
function main(mode: "write" | "check"): number {
  const stale = [...generatedDocuments()].filter(([path, text]) => present(path) !== text);
  for (const [path, text] of stale) {
    if (mode === "check") console.error(`${path} is out of date: npm run docs`);
    else write(path, text);
  }
  if (stale.length === 0) console.log("docs: all up to date");
  return mode === "check" && stale.length > 0 ? 1 : 0;
}

const present = (path: string): string | undefined =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;

function write(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`docs: wrote ${path}`);
}

process.exitCode = main(process.argv.includes("--check") ? "check" : "write");
