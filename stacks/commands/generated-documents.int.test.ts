import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generatedDocuments } from "./generated-documents.ts";
import { root } from "./root.ts";

test.each([...generatedDocuments()])(
  "%s is as the application says; npm run docs writes it",
  (path, text) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  },
);
