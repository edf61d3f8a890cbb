import { expect, test } from "vitest";
import { clusterTable } from "./cluster-table.ts";

test("the document names the machine, and each section with its figures", () => {
  const figures = [
    {
      name: "the sidecar of web",
      value: 3.456,
      unit: "s",
      target: { kind: "at most" as const, value: 30 },
    },
  ];
  const sections = [
    { name: "Killed", says: "Until it is ready again.", figures },
    { name: "Left out", says: "Nothing was measured.", figures: [] },
  ];
  expect(clusterTable("a box", sections)).toBe(`# The whole in a cluster

Kind: reference. Written by \`npm run test:cluster -- --write\`; figures of one machine at one moment.

Machine: a box

## Killed

Until it is ready again.

| figure             | result | target  | ok or missed |
| ------------------ | ------ | ------- | ------------ |
| the sidecar of web | 3.46 s | <= 30 s | ok           |
`);
});
