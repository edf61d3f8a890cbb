import type { BrowserContext, Page } from "playwright-core";

/** Everything on one machine answers in some ms; past this something is missing. */
export const patienceMs = 30_000;

/** A new page, and into `failures` what none may ever do: throw, or try what its policy forbids. */
export async function openPage(context: BrowserContext, failures: string[]): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) failures.push(message.text());
  });
  return page;
}

/** Enters, from the door, as somebody who has nothing yet. */
export async function enterAsGuest(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Continue as guest" }).click();
  await page.getByText("All clear").waitFor();
}

/** Adds a task as a person does, and waits until it is kept. */
export async function typeTask(page: Page, title: string): Promise<void> {
  await page.getByRole("textbox", { name: "New task" }).fill(title);
  await page.keyboard.press("Enter");
  await page.locator('.row[aria-busy="false"]').filter({ hasText: title }).waitFor();
}
