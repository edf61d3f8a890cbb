import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chromiumPath, startBrowser } from "../../../services/web/testing/browser.ts";
import { root } from "../../commands/root.ts";
import { type Application, elsewhere, freePort, startApplication } from "./application.ts";
import { newFolder } from "./folders.ts";

const chromium = chromiumPath(process.env.CHROMIUM_PATH);
/** Everything on one machine answers in some ms; past this something is missing. */
const patienceMs = 15_000;
/** What a second window may take to show a change. */
const inStepMs = 1_000;
const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

test("a machine that checks every change has a browser for the tests below", () => {
  expect(chromium ?? process.env.CI, "install chromium or set CHROMIUM_PATH").not.toBe("true");
});

describe.skipIf(chromium === undefined)("the page in a browser", () => {
  const variables = { RATE_LIMIT: "off" };
  const stepsMs: number[] = [];
  let options: { readonly dataDir: string; readonly port: number };
  let application: Application;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let failures: string[] = [];

  beforeAll(async () => {
    options = { dataDir: newFolder(), port: await freePort() };
    application = await startApplication({ ...options, variables });
    browser = await startBrowser(chromium ?? "");
  });
  afterAll(async () => {
    console.info(`page: a second window followed within ${Math.max(...stepsMs).toFixed(0)} ms`);
    await browser.close();
    await application.close();
  });
  beforeEach(async () => {
    failures = [];
    context = await browser.newContext({ reducedMotion: "reduce" });
    page = await open();
  });
  afterEach(async () => {
    for (const each of browser.contexts()) await each.close();
    expect(failures).toEqual([]);
  });

  async function open(inContext = context): Promise<Page> {
    const opened = await inContext.newPage();
    opened.setDefaultTimeout(patienceMs);
    opened.on("pageerror", (error) => failures.push(error.message));
    opened.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) failures.push(message.text());
    });
    await opened.goto(application.url);
    return opened;
  }
  const asGuest = async () => {
    await page.getByRole("button", { name: "Continue as guest" }).click();
    await page.getByText("All clear").waitFor();
  };
  const row = (on: Page, title: string) => on.locator(".row").filter({ hasText: title });
  const tick = (title: string) => page.getByRole("checkbox", { name: `Completed: ${title}` });
  const add = async (title: string) => {
    await page.getByRole("textbox", { name: "New task" }).fill(title);
    await page.keyboard.press("Enter");
    await page.locator('.row[aria-busy="false"]').filter({ hasText: title }).waitFor();
  };
  /** From the moment in which a change leaves the first window until the second one shows it. */
  const inStep = async (act: () => Promise<void>, seen: () => Promise<void>) => {
    const sent = page.waitForRequest((request) => request.method() !== "GET");
    const shown = seen().then(() => performance.now());
    const left = sent.then(() => performance.now());
    await act();
    stepsMs.push((await shown) - (await left));
    expect(stepsMs.at(-1)).toBeLessThan(inStepMs);
  };

  test("a guest adds, edits, completes, deletes and takes back, and finds it all after a reload", async () => {
    await asGuest();
    await add("Call the dentist");
    await page.getByRole("button", { name: "Edit Call the dentist" }).click();
    await page.getByLabel("Title").fill("Call the dentist about Monday");
    await page.getByLabel("Tags").fill("health, #phone");
    await page.getByLabel("Priority").last().selectOption("urgent");
    await page.getByRole("button", { name: "Save" }).click();
    await row(page, "about Monday").getByText("Urgent").waitFor();
    await tick("Call the dentist about Monday").click();
    await page.getByText("All clear").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await row(page, "about Monday").waitFor();
    await page.getByRole("button", { name: "Delete Call the dentist about Monday" }).click();
    await page.getByText("All clear").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await row(page, "about Monday").waitFor();
    await add("Water the plants");
    mkdirSync(join(root, ".cache"), { recursive: true });
    await page.screenshot({ path: join(root, ".cache", "page.png") });
    await page.reload();
    await row(page, "about Monday").getByText("#phone").waitFor();
    expect(await page.locator(".row").count()).toBe(2);
  });

  test("two windows stay in step, each change within a second", async () => {
    await asGuest();
    // A browser slows down the window behind; two contexts are both in front.
    const other = await browser.newContext({ storageState: await context.storageState() });
    const second = await open(other);
    await second.getByText("All clear").waitFor();
    const shows = (title: string) => () => row(second, title).waitFor();
    for (let i = 0; i < 5; i++) await inStep(() => add(`Task ${i}`), shows(`Task ${i}`));
    await inStep(
      () => tick("Task 3").click(),
      () => row(second, "Task 3").waitFor({ state: "detached" }),
    );
    await inStep(
      () => page.getByRole("button", { name: "Delete Task 2" }).click(),
      () => row(second, "Task 2").waitFor({ state: "detached" }),
    );
    await inStep(() => page.getByRole("button", { name: "Undo" }).last().click(), shows("Task 2"));
  });

  test("an account is made, left, refused with a wrong password, and entered again", async () => {
    const email = `ann-${Date.now()}@example.com`;
    await page.getByRole("radio", { name: "Create account" }).check();
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect.poll(() => page.getByLabel("Password").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Password").fill("long enough");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("All clear").waitFor();
    await add("Mine for good");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("wrong one");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect.poll(() => page.getByLabel("Password").getAttribute("aria-invalid")).toBe("true");
    await page.getByLabel("Password").fill("long enough");
    await page.getByRole("button", { name: "Sign in" }).click();
    await row(page, "Mine for good").waitFor();
  });

  test("a hostile title and a hostile tag are text and nothing else", async () => {
    await asGuest();
    await add(hostile);
    await page.getByRole("button", { name: `Edit ${hostile}` }).click();
    await page.getByLabel("Tags").fill('"onclick=alert(1)');
    await page.getByLabel("Description").fill("javascript:alert(1) <svg onload=alert(1)>");
    await page.getByRole("button", { name: "Save" }).click();
    await row(page, hostile).getByText("<svg onload=alert(1)>").waitFor();
    await tick(hostile).click();
    await page.getByText("Completed.").waitFor();
    expect(await page.locator("main img, main script, main svg[onload]").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
  });

  test("a refused title is explained at its field, and what was typed is not lost", async () => {
    await asGuest();
    await page.getByRole("textbox", { name: "New task" }).fill("x".repeat(201));
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "200 characters" }).waitFor();
    expect(await page.getByRole("textbox", { name: "New task" }).inputValue()).toHaveLength(201);
    expect(await page.locator(".row").count()).toBe(0);
  });

  test.skipIf(elsewhere !== undefined)(
    "the page gets over a kill of the server by itself",
    async () => {
      await asGuest();
      await add("Before the outage");
      const second = await open();
      await row(second, "Before the outage").waitFor();
      await application.kill();
      await page.getByText("Reconnecting").waitFor();
      await page.getByRole("textbox", { name: "New task" }).fill("Typed while it was away");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      application = await startApplication({ ...options, variables });
      await page.getByText("Reconnecting").waitFor({ state: "hidden" });
      expect(await page.getByRole("textbox", { name: "New task" }).inputValue()).toBe(
        "Typed while it was away",
      );
      await page.getByRole("textbox", { name: "New task" }).press("Enter");
      await row(page, "Typed while it was away").waitFor();
      await row(second, "Typed while it was away").waitFor();
      expect(await row(page, "Typed while it was away").count()).toBe(1);
    },
  );

  test("the page gets over a lost network by itself", async () => {
    await asGuest();
    const second = await open();
    await second.getByText("All clear").waitFor();
    await context.setOffline(true);
    await page.getByText("Offline", { exact: true }).waitFor();
    await context.setOffline(false);
    await page.getByText("Offline", { exact: true }).waitFor({ state: "hidden" });
    await add("Back again");
    await row(second, "Back again").waitFor();
  });
});
