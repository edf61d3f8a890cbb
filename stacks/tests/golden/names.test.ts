import { expect, test } from "vitest";
import { keptNames } from "./names.ts";

test("names under which something is kept change only on purpose", async () => {
  // On purpose: `npm test -- stacks/tests/golden --update`, a migration, and a decision record.
  const text = `${JSON.stringify(keptNames(), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot("./names.golden.json");
});
