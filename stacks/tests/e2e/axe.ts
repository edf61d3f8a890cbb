import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { z } from "zod";

const source = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

const findings = z.looseObject({
  violations: z.array(z.looseObject({ id: z.string(), impact: z.string() })),
});

/** What axe finds in a part of the page that shuts somebody out. */
export async function seriousFindings(page: Page, selector: string) {
  await page.evaluate(source);
  const found = await page.evaluate(`axe.run(document.querySelector(${JSON.stringify(selector)}))`);
  const { violations } = findings.parse(found);
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
}
