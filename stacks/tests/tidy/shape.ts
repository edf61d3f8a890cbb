import { isCode, type Rule } from "./tree.ts";

/** Nobody holds more than this in mind at once. */
const linesMax = 400;
/** Put together from two halves, so that this file does not break its own rule. */
const leftForLater = new RegExp(`\\b(${"TO"}${"DO"}|${"FIX"}${"ME"})\\b`);

/** No file of code is too long to be read in one go. */
export const filesAreShort: Rule = (tree) =>
  [...tree]
    .filter(([path]) => isCode(path))
    .map(([path, text]) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > linesMax)
    .map(({ path, lines }) => `${path}: ${lines} lines; split it, ${linesMax} is the most`);

/** What is to be done stands in an issue, or is done. */
export const nothingLeftForLater: Rule = (tree) =>
  [...tree]
    .filter(([path]) => isCode(path) || path.endsWith(".md"))
    .flatMap(([path, text]) => {
      const found = leftForLater.exec(text)?.[0];
      return found === undefined ? [] : [`${path}: says ${found}; open an issue, or do it`];
    });

/** With addresses, an installation elsewhere would ask a server that may not be reached from there. */
export const lockNamesNoServer: Rule = (tree) =>
  (tree.get("package-lock.json") ?? "").includes('"resolved"')
    ? ['package-lock.json: has "resolved" addresses; .npmrc has omit-lockfile-registry-resolved']
    : [];
