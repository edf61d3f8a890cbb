import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { exportFile } from "../../../services/shared/contracts/api/exchange.ts";
import { chromiumPath, startBrowser } from "../../../services/web/testing/browser.ts";
import { type Application, startApplication } from "./application.ts";
import { seriousFindings } from "./axe.ts";
import { enterAsGuest, openPage, patienceMs, typeTask } from "./browser-page.ts";

const chromium = chromiumPath(process.env.CHROMIUM_PATH);
const todoist =
  "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\n" +
  "task,Buy tea @shop\ntask,\ntask,Bins,,4,1,,,every monday,en,Europe/Berlin\n";

/** One more than come in at once. */
const manyTasks = Array.from({ length: 1_001 }, (_, n) => ({ title: `Task ${n + 1}` }));
const weekly = { title: "Bins", recurrence: { rrule: "FREQ=WEEKLY" }, status: "paused" };

describe.skipIf(chromium === undefined)("files in a browser", () => {
  let application: Application;
  let browser: Browser;
  let page: Page;
  let failures: string[] = [];

  beforeAll(async () => {
    application = await startApplication({ variables: { RATE_LIMIT: "off" } });
    browser = await startBrowser(chromium ?? "");
  });
  afterAll(async () => {
    await browser.close();
    await application.close();
  });
  beforeEach(async () => {
    failures = [];
    page = await anotherGuest();
  });
  afterEach(async () => {
    for (const each of browser.contexts()) await each.close();
    expect(failures).toEqual([]);
  });

  /** The page of somebody new, with the corner open. */
  const anotherGuest = async () => {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const opened = await openPage(context, failures);
    await opened.goto(application.url);
    await enterAsGuest(opened);
    await opened.getByText("Files, notifications and calendar").click();
    return opened;
  };
  const corner = (on = page) => on.getByRole("region", { name: "Your list" });
  const says = (words: string | RegExp, on = page) =>
    corner(on).getByRole("status").filter({ hasText: words }).waitFor();
  const refuses = (words: string) =>
    corner().getByRole("alert").filter({ hasText: words }).waitFor();
  const rows = (title: string, on = page) => on.locator(".row").filter({ hasText: title });
  const download = async (words: string) => {
    const downloading = page.waitForEvent("download");
    await corner().getByRole("button", { name: words }).click();
    const downloaded = await downloading;
    const text = readFileSync(await downloaded.path(), "utf8");
    return { name: downloaded.suggestedFilename(), text };
  };
  const bring = (name: string, text: string, on = page) =>
    corner(on)
      .getByLabel("Bring a file in")
      .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

  /** Keeps the answers to what is brought in on their way until they are let go. */
  const holdImports = async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route("**/api/import*", async (route) => {
      const response = await route.fetch();
      await promise;
      await route.fulfill({ response });
    });
    return resolve;
  };

  test("one guest takes the list along, and another brings it in, by accident only once", async () => {
    await typeTask(page, "Buy tea");
    await typeTask(page, "Call the dentist");
    const { name, text } = await download("Download JSON");
    expect(name).toMatch(/^nudge-\d{4}-\d\d-\d\d\.json$/);
    await says(`Downloaded as ${name}.`);
    expect(exportFile.parse(JSON.parse(text)).tasks).toHaveLength(2);

    const other = await anotherGuest();
    await bring(name, text, other);
    await says("2 tasks came.", other);
    await rows("Buy tea", other).waitFor();
    await rows("Call the dentist", other).waitFor();
    await bring(name, text, other);
    await says("there already", other);
    expect(await other.locator(".row").count()).toBe(2);
    await corner(other).getByRole("button", { name: "Bring it in again" }).focus();
    await other.keyboard.press("Enter");
    await says("2 tasks came.", other);
    expect(await other.evaluate(() => document.activeElement?.textContent)).toBe("2 tasks came.");
    await expect.poll(() => other.locator(".row").count(), { timeout: patienceMs }).toBe(4);
  });

  test("there is a table, and a calendar", async () => {
    await typeTask(page, "Buy tea");
    const table = await download("Download CSV");
    expect(table.name).toMatch(/^nudge-[\d-]+\.csv$/);
    expect(table.text).toContain(",Buy tea,");
    const calendar = await download("Download calendar");
    expect(calendar.name).toMatch(/^nudge-[\d-]+\.ics$/);
    expect(calendar.text).toContain("SUMMARY:Buy tea");
  });

  test("what stays behind is named with its row and field, for everybody", async () => {
    await bring("todoist.csv", todoist);
    await says("2 tasks came. 1 row stayed behind; mended, it can come in a file of its own.");
    await says("1 date was not understood");
    const notes = corner().getByRole("listitem");
    await notes.filter({ hasText: "Row 3, title: must not be empty" }).waitFor();
    await notes.filter({ hasText: 'Row 4, DATE: "every monday" is no date' }).waitFor();
    await rows("Buy tea").waitFor();
    await rows("Bins").waitFor();
    expect(await seriousFindings(page, "details[open]")).toEqual([]);
  });

  test("what cannot be brought in is refused with the reason, and nothing came", async () => {
    await bring("nudge.json", '{"version":1,"tasks":[');
    await refuses("This file is broken");
    await bring("cat.png", "");
    await refuses("“cat.png” is another kind of file");
    await bring("long.csv", `title\n${"x".repeat(2 * 1_024 * 1_024)}`);
    await refuses("too large: at most 2 MB");
    await bring("other.csv", "name,when\nTea,now\n");
    await refuses("Nothing came: row 1 must name the column title");
    await bring("many.csv", `title\n${"Tea\n".repeat(1_001)}`);
    await refuses("Nothing came: at most 1000 rows");
    expect(await page.locator(".row").count()).toBe(0);
  });

  test("a long list comes in parts, and the rest of it when a part got lost on its way", async () => {
    const tasks = [...manyTasks, { title: "" }];
    const list = { version: 1, tasks, recurring_tasks: [weekly] };
    let read = 0;
    page.on("request", (request) => {
      if (request.url().includes("/api/tasks")) read += 1;
    });
    let asked = 0;
    await page.route("**/api/import*", (route) => {
      asked += 1;
      return asked === 2 ? route.abort() : route.fallback();
    });
    await bring("nudge.json", JSON.stringify(list));
    await refuses("1 of 2 parts came, then: The server cannot be reached");
    await bring("nudge.json", JSON.stringify(list));
    await says("1001 tasks and 1 that repeats came. 1 row stayed behind");
    expect(asked).toBe(4);
    const notes = corner().getByRole("list", { name: "What did not come as it was" });
    expect(await notes.textContent()).toContain("Row 1002, title:");
    const { text } = await download("Download JSON");
    expect(exportFile.parse(JSON.parse(text)).tasks).toHaveLength(1_001);
    // One by one would be more than the 120 a minute that a person has.
    expect(read).toBeLessThan(40);
  });

  test("the keyboard chooses a file, and nothing else begins while one comes in", async () => {
    const letGo = await holdImports();
    // First, for the browser answers later than a key comes, and opens its own window until then.
    const choosing = page.waitForEvent("filechooser");
    await corner().getByRole("button", { name: "Download calendar" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const buffer = Buffer.from("title\nBuy tea\n");
    await (await choosing).setFiles({ name: "a.csv", mimeType: "text/csv", buffer });
    await says("Bringing it in…");
    const button = corner().getByRole("button", { name: "Download JSON" });
    expect(await button.getAttribute("aria-disabled")).toBe("true");
    await button.click({ force: true });
    await says("Bringing it in…");
    letGo();
    await says("1 task came.");
    await rows("Buy tea").waitFor();
    expect(await button.getAttribute("aria-disabled")).toBe("false");
  });

  test("an answer that is no list is not taken for an empty one", async () => {
    await page.route("**/api/export", (route) => route.fulfill({ body: "<html>Sign in</html>" }));
    await page.getByRole("button", { name: "Sign out" }).click();
    const dialog = page.getByRole("dialog", { name: "Leave this list behind?" });
    await dialog.getByRole("button", { name: "Download it" }).click();
    await dialog.getByRole("alert").filter({ hasText: "cannot be reached" }).waitFor();
  });

  test("the next person at this browser gets nothing of it, and reads nothing of it", async () => {
    const letGo = await holdImports();
    await bring("nudge.json", JSON.stringify({ version: 1, tasks: manyTasks }));
    await says("Bringing in part 1 of 2…");
    await page.locator(".row").first().waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign out and leave it" }).click();
    await enterAsGuest(page);
    await page.getByText("Files, notifications and calendar").click();
    await download("Download CSV");
    await says("Downloaded as");
    let sent = 0;
    page.on("request", (request) => {
      if (request.url().includes("/api/import")) sent += 1;
    });
    const answering = page.waitForResponse("**/api/import*");
    letGo();
    await (await answering).finished();
    // Whatever follows from the answer has begun before this is kept.
    await typeTask(page, "Call the dentist");
    expect(sent).toBe(0);
    await says("Downloaded as");
    expect(await page.locator(".row").count()).toBe(1);
  });
});
