import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "../../../infra/real/ports.ts";
import { chromiumPath, startBrowser } from "../../../services/web/testing/browser.ts";
import { root } from "../../commands/root.ts";
import { type Application, elsewhere, startApplication } from "./application.ts";
import { enterAsGuest, openPage, typeTask } from "./browser-page.ts";
import { newFolder } from "./folders.ts";

const chromium = chromiumPath(process.env.CHROMIUM_PATH);
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
    const opened = await openPage(inContext, failures);
    await opened.goto(application.url);
    return opened;
  }
  const asGuest = () => enterAsGuest(page);
  const row = (on: Page, title: string) => on.locator(".row").filter({ hasText: title });
  const tick = (title: string) => page.getByRole("checkbox", { name: `Completed: ${title}` });
  const add = (title: string) => typeTask(page, title);
  /** From the moment in which a change leaves the first window until the second one shows it. */
  const inStep = async (act: () => Promise<void>, seen: () => Promise<void>) => {
    const sent = page.waitForRequest((request) => request.method() !== "GET");
    const shown = seen().then(() => performance.now());
    const left = sent.then(() => performance.now());
    await act();
    stepsMs.push((await shown) - (await left));
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

  test("the chat adds, asks back, and speaks first when time is moved to a reminder", async () => {
    await asGuest();
    const say = async (words: string, answer: string) => {
      await page.getByRole("textbox", { name: "Say something" }).fill(words);
      await page.keyboard.press("Enter");
      await page.locator(".message.bot").filter({ hasText: answer }).last().waitFor();
    };
    await say("call mum tomorrow at 9:00, remind me 15 minutes before", "Added");
    await row(page, "call mum").getByText("Reminder").waitFor();
    await say("call dad tomorrow at 9:00", "call dad");
    await say("done with call", "Which one");
    await page
      .getByRole("list", { name: "Ways to answer" })
      .getByText("2", { exact: true })
      .click();
    await page.locator(".message.bot").filter({ hasText: "Done: “call dad”" }).waitFor();
    await row(page, "call dad").waitFor({ state: "detached" });
    await page.getByText("Developer corner").click();
    // A day would lead past it only when it is later than 8:45 now.
    await page.getByRole("button", { name: "+1 week" }).click();
    await page.locator(".message.bot").filter({ hasText: "Reminder: call mum" }).waitFor();
    await page.getByRole("button", { name: "dismiss it" }).waitFor();
    // While the rest of the week is played, the ten minutes of an undo are over at once.
    await page.getByText("Playing what happens").waitFor({ state: "hidden" });
    await page.screenshot({ path: join(root, ".cache", "chat.png") });
  });

  test("a developer fills the list with examples, what is late among them", async () => {
    await asGuest();
    await page.getByText("Developer corner").click();
    await page.getByRole("button", { name: "Fill with examples" }).click();
    await row(page, "Send the tax return").getByText("Overdue").waitFor();
    await row(page, "Call grandma").getByText("Reminder").waitFor();
    await row(page, "Exercise").first().getByText("Repeats").waitFor();
  });

  test("two windows stay in step", async () => {
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
    // The second window may show it before the first one has its answer, and with it the way back.
    await page.getByText("Deleted.").waitFor();
    await inStep(() => page.getByRole("button", { name: "Undo" }).click(), shows("Task 2"));
  });

  test("only the last command is offered to be taken back, however late an earlier one is answered", async () => {
    await asGuest();
    for (const title of ["Tea", "Milk"]) await add(title);
    const word = page.getByRole("status").filter({ hasText: "Undo" });
    const answered = Promise.withResolvers<void>();
    await page.route("**/complete", async (route) => {
      const response = await route.fetch();
      await answered.promise;
      await route.fulfill({ response });
    });
    await tick("Tea").click();
    await page.getByRole("button", { name: "Delete Milk" }).click();
    await word.getByText("Deleted.").waitFor();

    const late = page.waitForResponse("**/complete");
    answered.resolve();
    await (await late).finished();
    await page.getByRole("button", { name: "Done" }).click();
    await page.locator('.row[aria-busy="false"]').filter({ hasText: "Tea" }).waitFor();
    await word.getByText("Deleted.").waitFor();

    await page.getByRole("textbox", { name: "Say something" }).fill("add bread");
    await page.keyboard.press("Enter");
    await page.locator(".message.bot").filter({ hasText: "Added" }).waitFor();
    expect(await word.count()).toBe(0);
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
