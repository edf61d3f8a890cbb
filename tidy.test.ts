import { describe, expect, test } from "vitest";
import { root } from "./stacks/commands/root.ts";
import { arrowsHold } from "./stacks/tests/tidy/arrows.ts";
import { nothingIsDead } from "./stacks/tests/tidy/dead-files.ts";
import {
  documentsHaveOneTitle,
  foldersAreInTheLayout,
  linksLeadSomewhere,
} from "./stacks/tests/tidy/documents.ts";
import {
  filesAreShort,
  lockNamesNoServer,
  nothingLeftForLater,
} from "./stacks/tests/tidy/shape.ts";
import { type Rule, readTree, treeOf } from "./stacks/tests/tidy/tree.ts";
import { wordsInTheirPlace } from "./stacks/tests/tidy/words.ts";

const tree = readTree(root);

test("the tree is read whole, and without what others wrote", () => {
  for (const path of ["package.json", "services/catalogue.ts", "stacks/commands/npm.mjs"]) {
    expect(tree.has(path)).toBe(true);
  }
  expect([...tree.keys()].filter((path) => path.includes("node_modules"))).toEqual([]);
});

describe("this repository", () => {
  test.each<[string, Rule]>([
    ["imports go only along the arrows", arrowsHold],
    ["each folder speaks its own language", wordsInTheirPlace],
    ["no file is too long", filesAreShort],
    ["nothing is left for later", nothingLeftForLater],
    ["the lock file names no server", lockNamesNoServer],
    ["no file is dead", nothingIsDead],
    ["each document has one title", documentsHaveOneTitle],
    ["links lead somewhere", linksLeadSomewhere],
    ["each folder is in the layout table", foldersAreInTheLayout],
  ])("%s", (_, rule) => {
    expect(rule(tree)).toEqual([]);
  });
});

/** A file that imports another. */
const importing = (from: string, specifier: string, word = "import") =>
  treeOf({ [from]: `${word} { x } from "${specifier}";\n` });

describe("arrows", () => {
  test.each([
    ["components/model/a.ts", "../render/b.ts"],
    ["components/render/a.ts", "../application.ts"],
    ["components/a.ts", "../services/catalogue.ts"],
    ["infra/local/a.ts", "../../services/task/main.ts"],
    ["infra/dapr/a.ts", "../../components/render/b.ts"],
    ["services/catalogue.ts", "./task/decide.ts"],
    ["services/task/a.ts", "../audit/decide.ts"],
    ["services/task/a.ts", "../../components/render/topics.ts"],
    ["services/shared/kit/a.ts", "../../task/service.ts"],
    ["services/shared/contracts/a.ts", "../kit/host.ts"],
    ["services/web/page/a.ts", "../../shared/contracts/api/tasks.ts"],
    ["services/web/page/a.ts", "../api.ts"],
    ["stacks/local.ts", "../services/task/main.ts"],
  ])("%s may not import %s", (from, specifier) => {
    expect(arrowsHold(importing(from, specifier))).toEqual([
      expect.stringContaining(`${from}: may not import "${specifier}"`),
    ]);
  });

  test.each([
    ["components/render/a.ts", "../model/b.ts", "import"],
    ["infra/local/a.ts", "../../components/render/b.ts", "import"],
    ["services/catalogue.ts", "./task/main.ts", "import"],
    ["services/task/log/a.ts", "../decide.ts", "import"],
    ["services/task/a.ts", "../shared/kit/host.ts", "import"],
    ["services/web/page/a.ts", "../../shared/contracts/api/tasks.ts", "import type"],
    ["stacks/local.ts", "../services/catalogue.ts", "import"],
    ["stacks/tests/e2e/a.ts", "../../../services/task/decide.ts", "import"],
  ])("%s may import %s (%s)", (from, specifier, word) => {
    expect(arrowsHold(importing(from, specifier, word))).toEqual([]);
  });

  test("an import is seen in every way of writing it", () => {
    for (const text of [
      'import "../audit/a.ts";',
      'export { a } from "../audit/a.ts";',
      'export * from "../audit/a.ts";',
      'import {\n  a,\n  b,\n} from "../audit/a.ts";',
      'import a, { type b } from "../audit/a.ts";',
      'const a = await import("../audit/a.ts");',
      'new Worker(new URL("../audit/a.ts", import.meta.url));',
    ]) {
      expect(arrowsHold(treeOf({ "services/task/a.ts": text }))).toHaveLength(1);
    }
  });
});

test.each([
  ["services/task/a.ts", 'const where = "minikube";'],
  ["components/render/a.ts", "// as GKE does it"],
  ["infra/dapr/a.ts", 'const where = "doks";'],
  ["components/render/a.ts", "// a reminder is sent"],
  ["infra/local/a.ts", 'const topic = "task.created";'],
  ["services/task/a.ts", 'import pulumi from "@pulumi/pulumi";'],
  ["components/model/a.ts", 'import type { Pod } from "@pulumi/kubernetes";'],
  ["services/task/a.ts", 'import { DatabaseSync } from "node:sqlite";'],
  ["services/audit/a.ts", 'import { Kafka } from "kafkajs";'],
])("in %s nobody says %s", (path, text) => {
  expect(wordsInTheirPlace(treeOf({ [path]: text }))).toHaveLength(1);
});

test("the same words are at home elsewhere", () => {
  const home = treeOf({
    "infra/cluster/gke.ts": 'export const kind = "gke";',
    "stacks/prod.ts": 'const cluster = "doks";',
    "services/task/a.ts": "// a reminder",
    "infra/local/store.ts": 'import { DatabaseSync } from "node:sqlite";',
  });
  expect(wordsInTheirPlace(home)).toEqual([]);
});

test("a file of 401 lines is too long, one of 400 is not", () => {
  const lines = (n: number) => treeOf({ "stacks/a.ts": "x;\n".repeat(n) });
  expect(filesAreShort(lines(400))).toEqual([]);
  expect(filesAreShort(lines(401))).toHaveLength(1);
});

test("a note to do something later is found, in code and in documents", () => {
  const notes = treeOf({ "a.ts": `// ${"TO"}DO: this`, "b.md": `${"FIX"}ME`, "c.ts": "todo();" });
  expect(nothingLeftForLater(notes)).toHaveLength(2);
});

test("a lock file with addresses is found", () => {
  expect(lockNamesNoServer(treeOf({ "package-lock.json": '{"resolved": "https://x"}' }))).toEqual([
    expect.stringContaining("resolved"),
  ]);
});

describe("dead files", () => {
  test("what no entrance reaches is dead, also when a dead file imports it", () => {
    const files = treeOf({
      "services/a/main.ts": 'import "./used.ts";',
      "services/a/used.ts": "",
      "services/a/lost.ts": 'import "./lost-too.ts";',
      "services/a/lost-too.ts": "",
    });
    expect(nothingIsDead(files)).toEqual([
      "services/a/lost.ts: nobody imports it; delete it",
      "services/a/lost-too.ts: nobody imports it; delete it",
    ]);
  });

  test("what only a test imports stands in a folder for tests", () => {
    const files = treeOf({
      "services/a/b.test.ts": 'import "./b.ts";\nimport "./testing/c.ts";',
      "services/a/b.ts": "",
      "services/a/testing/c.ts": "",
    });
    expect(nothingIsDead(files)).toEqual([
      "services/a/b.ts: only tests import it; delete it, or move it",
    ]);
  });
});

describe("documents", () => {
  test.each(["no title", "# One\n\n# Two", "words\n\n# Late"])("%j has not one title", (text) => {
    expect(documentsHaveOneTitle(treeOf({ "a.md": text }))).toHaveLength(1);
  });

  test("a comment in an example is no title", () => {
    const text = "# Title\n\n```sh\n# a comment\n```\n";
    expect(documentsHaveOneTitle(treeOf({ "a.md": text }))).toEqual([]);
  });

  test("a link into nothing is found, one to a file, a folder or elsewhere is not", () => {
    const text = "[a](b.md) [b](c/) [c](https://x.y) [d](#here) [e](gone.md#part)";
    const files = treeOf({ "docs/a.md": text, "docs/b.md": "", "docs/c/d.md": "" });
    expect(linksLeadSomewhere(files)).toEqual([
      'docs/a.md: the link to "gone.md#part" leads nowhere',
    ]);
  });

  test("a folder without a row is found, a row without a folder, and a missing table", () => {
    const files = { "infra/a.ts": "", "stacks/tests/b.ts": "" };
    const table = "# A\n\n| `infra/` | platform |\n| `stacks/` | where |\n| `attic/` | old |\n";
    expect(foldersAreInTheLayout(treeOf({ ...files, "docs/ARCHITECTURE.md": table }))).toEqual([
      "docs/ARCHITECTURE.md: the layout table has no row for `stacks/tests/`",
      "docs/ARCHITECTURE.md: the layout table has a row for `attic/`, which is empty",
    ]);
    expect(foldersAreInTheLayout(treeOf(files))).toEqual([expect.stringContaining("is missing")]);
  });
});
