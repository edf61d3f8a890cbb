import { posix } from "node:path";
import { isCode, type Tree } from "./tree.ts";

export interface Import {
  /** The file that imports. */
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** The file of this repository that is meant; undefined for a package. */
  readonly target: string | undefined;
  readonly kind: "type" | "value";
}

const declaration =
  /^[ \t]*(?:import|export)\s+(type\s)?(?:[\w*\s{},$]+?\sfrom\s*)?["']([^"'\n]+)["']/gm;
const expression = /\bimport\(\s*["']([^"'\n]+)["']\s*\)/g;
/** A worker, a style sheet or a program that is named by its place beside this file. */
const place = /\bnew URL\(\s*["'](\.[^"'\n]+)["']\s*,\s*import\.meta\.url/g;
/** A program that another process runs. */
const program = /\bjoin\(\s*import\.meta\.dirname\s*,((?:\s*["'][\w.-]+["']\s*,?)+)\)/g;

/** All imports of all files of code. */
export const importsOf = (tree: Tree): readonly Import[] =>
  [...tree].filter(([path]) => isCode(path)).flatMap(([path, text]) => importsIn(path, text));

function importsIn(from: string, text: string): readonly Import[] {
  const make = (specifier: string, kind: Import["kind"]): Import => ({
    from,
    specifier,
    target: specifier.startsWith(".")
      ? posix.normalize(posix.join(posix.dirname(from), specifier.replace(/\?.*$/, "")))
      : undefined,
    kind,
  });
  return [
    ...[...text.matchAll(declaration)].map(([, type, specifier = ""]) =>
      make(specifier, type === undefined ? "value" : "type"),
    ),
    ...[...text.matchAll(expression)].map(([, specifier = ""]) => make(specifier, "value")),
    ...[...text.matchAll(place)].map(([, specifier = ""]) => make(specifier, "value")),
    ...[...text.matchAll(program)]
      .map(([, names = ""]) => `./${[...names.matchAll(/[\w.-]+/g)].join("/")}`)
      .filter(isCode)
      .map((path) => make(path, "value")),
  ];
}
