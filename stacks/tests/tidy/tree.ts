import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Files by their path from the root, with "/" between folders. */
export type Tree = ReadonlyMap<string, string>;

/** What a rule finds wrong: one sentence that names the file and the way out. */
export type Rule = (tree: Tree) => readonly string[];

const notOurs = /^(node_modules|\.git|\.data|\.cache|coverage|services\/web\/dist)$/;
const asText = /\.(ts|tsx|mjs|js|json|md|css|html|yaml|yml)$|^\.ci\//;

/** Every text file of the repository that people write or generate. */
export function readTree(root: string): Tree {
  const paths = globSync("{*,.ci/*,.github/**/*,{infra,components,services,stacks,docs}/**/*}", {
    cwd: root,
    exclude: (path) => notOurs.test(path),
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => asText.test(path))
    .sort();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** A tree for one case of a test. */
export const treeOf = (files: Readonly<Record<string, string>>): Tree =>
  new Map(Object.entries(files));

export const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path);
