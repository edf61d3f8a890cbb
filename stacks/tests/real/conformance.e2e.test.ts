import { join } from "node:path";
import { expect, test } from "vitest";
import { conformance } from "../../../infra/local/conformance/conformance.ts";
import { differences } from "../../../infra/local/conformance/differences.ts";
import { embedded } from "../../../infra/local/conformance/embedded.ts";
import { root } from "../../commands/root.ts";
import { conformanceTable } from "./conformance-table.ts";
import { daprdTarget } from "./daprd-target.ts";

const targets = [
  embedded,
  daprdTarget("daprd, Kafka, PostgreSQL", "postgresql", differences.postgresql),
  daprdTarget("daprd, Kafka, Redis", "redis", differences.redis),
];

const seen = new Map<string, Map<string, boolean>>();

for (const target of targets) {
  conformance(target, (name, title, held) => {
    const of = seen.get(name) ?? new Map<string, boolean>();
    seen.set(name, of.set(title, held));
  });
}

test("the document shows what this run saw (vitest --update writes it)", async () => {
  const path = join(root, "docs", "generated", "conformance.md");
  await expect(conformanceTable(targets, seen)).toMatchFileSnapshot(path);
});
