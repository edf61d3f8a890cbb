import { importsOf } from "./imports.ts";
import { isCode, type Rule } from "./tree.ts";

/** Files that something other than an import starts. */
const entrances = [
  /\/main\.(ts|mjs)$/,
  /^stacks\/commands\//,
  /\.config\.ts$/,
  /^stacks\/local\.ts$/,
  /^services\/web\/page\//,
  // Each runs in a process of its own.
  /^stacks\/tests\/simulation\/(time-)?seeds\.ts$/,
  // The runner of tests starts it.
  /^stacks\/tests\/e2e\/folder-of-run\.ts$/,
  /^services\/shared\/contracts\//,
];
const isTest = (path: string) => /\.test\.tsx?$/.test(path);
const forTests = /(^|\/)(testing|conformance|simulation|tests|golden)\//;

/** Every file is reached from an entrance. What only tests reach stands in a folder for tests. */
export const nothingIsDead: Rule = (tree) => {
  const edges = Map.groupBy(importsOf(tree), ({ from }) => from);
  const code = [...tree.keys()].filter(isCode);
  const reach = (starts: readonly string[]): ReadonlySet<string> => {
    const reached = new Set(starts);
    // A set hands out what is added to it while it is gone through.
    for (const path of reached) {
      for (const { target } of edges.get(path) ?? []) if (target !== undefined) reached.add(target);
    }
    return reached;
  };
  const entered = code.filter((path) => !isTest(path) && entrances.some((each) => each.test(path)));
  const alive = reach(entered);
  const tested = reach(code.filter(isTest));
  return code
    .filter((path) => !isTest(path) && !alive.has(path))
    .flatMap((path) => {
      if (!tested.has(path)) return [`${path}: nobody imports it; delete it`];
      return forTests.test(path) ? [] : [`${path}: only tests import it; delete it, or move it`];
    });
};
