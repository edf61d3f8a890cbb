import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Files by their path from the root, with "/" between folders. */
export type Tree = ReadonlyMap<string, string>;

/** What a rule finds wrong: one sentence that names the file and the way out. */
export type Rule = (tree: Tree) => readonly string[];

const ours = "{*,.ci/*,.github/**/*,{infra,components,services,stacks,docs}/**/*}";
const built = /^services\/web\/dist\//;
const asText = /\.(ts|tsx|mjs|js|json|md|css|html|yaml|yml)$|^\.ci\//;

/** Every text file of the repository that people write or generate. */
export function readTree(root: string): Tree {
  const paths = globSync(ours, { cwd: root })
    .filter((path) => asText.test(path) && !built.test(path))
    .filter((path) => statSync(join(root, path)).isFile())
    .sort();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** A tree for one case of a test. */
export const treeOf = (files: Readonly<Record<string, string>>): Tree =>
  new Map(Object.entries(files));

export const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path);
