import { posix } from "node:path";
import type { Rule, Tree } from "./tree.ts";

const layout = "docs/ARCHITECTURE.md";
const link = /\[[^\]\n]*\]\(([^)\s]+)\)/g;
const outside = /^([a-z]+:|#)/;

const documents = (tree: Tree) => [...tree].filter(([path]) => path.endsWith(".md"));
const withoutCode = (text: string) =>
  text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "").replaceAll(/`[^`\n]*`/g, "");

/** A document has one title, on its first line. */
export const documentsHaveOneTitle: Rule = (tree) =>
  documents(tree).flatMap(([path, text]) => {
    const titles = withoutCode(text).match(/^# .+$/gm) ?? [];
    return titles.length === 1 && text.startsWith("# ")
      ? []
      : [`${path}: needs one title ("# ...") on its first line, has ${titles.length}`];
  });

/** A link inside the repository leads somewhere. */
export const linksLeadSomewhere: Rule = (tree) =>
  documents(tree).flatMap(([path, text]) =>
    [...withoutCode(text).matchAll(link)]
      .map(([, target = ""]) => target)
      .filter((target) => !outside.test(target) && !exists(tree, path, target))
      .map((target) => `${path}: the link to "${target}" leads nowhere`),
  );

function exists(tree: Tree, from: string, target: string): boolean {
  const path = posix.join(posix.dirname(from), target.replace(/#.*$/, ""));
  const folder = path.endsWith("/") ? path : `${path}/`;
  return tree.has(path) || [...tree.keys()].some((other) => other.startsWith(folder));
}

/** Their own first lines say what is in them. */
const unlisted = /^(docs|\.[\w-]+)(\/|$)/;
/** Deeper ones are the order that one room keeps inside. */
const depthMax = 3;

/** Every folder has a row in the layout table, so that a newcomer finds the room, and no ghost has. */
export const foldersAreInTheLayout: Rule = (tree) => {
  const text = tree.get(layout);
  if (text === undefined) return [`${layout}: is missing; its layout table has a row a folder`];
  const rows = [...text.matchAll(/^\s*\|\s*`([\w./-]+)\/`\s*\|/gm)].map(
    ([, folder = ""]) => folder,
  );
  const paths = [...tree.keys()];
  return [
    ...foldersOf(tree)
      .filter((folder) => !rows.includes(folder))
      .map((folder) => `${layout}: the layout table has no row for \`${folder}/\``),
    ...rows
      .filter((folder) => !paths.some((path) => path.startsWith(`${folder}/`)))
      .map((folder) => `${layout}: the layout table has a row for \`${folder}/\`, which is empty`),
  ];
};

function foldersOf(tree: Tree): readonly string[] {
  const folders = [...tree.keys()].flatMap((path) => {
    const parts = posix.dirname(path).split("/");
    return parts.slice(0, depthMax).map((_, i) => parts.slice(0, i + 1).join("/"));
  });
  return [...new Set(folders)].filter((folder) => folder !== "." && !unlisted.test(folder));
}
