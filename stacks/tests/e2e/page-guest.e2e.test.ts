import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { exportFile } from "../../../services/shared/contracts/api/exchange.ts";
import { chromiumPath, startBrowser } from "../../../services/web/testing/browser.ts";
import { type Application, startApplication } from "./application.ts";
import { enterAsGuest, openPage, patienceMs, typeTask } from "./browser-page.ts";
import { ask } from "./person.ts";

const chromium = chromiumPath(process.env.CHROMIUM_PATH);
const password = "long enough";

describe.skipIf(chromium === undefined)("a guest in a browser", () => {
  let application: Application;
  let browser: Browser;
  let context: BrowserContext;
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
    context = await browser.newContext({ reducedMotion: "reduce" });
    page = await openPage(context, failures);
    await page.goto(application.url);
    await enterAsGuest(page);
  });
  afterEach(async () => {
    await context.close();
    expect(failures).toEqual([]);
  });

  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const dialog = () => page.getByRole("dialog", { name: "Leave this list behind?" });
  const rows = (title: string) => page.locator(".row").filter({ hasText: title });
  const until = <T>(seen: () => Promise<T>) => expect.poll(seen, { timeout: patienceMs });
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  const waits = () => page.getByText("waits in this browser");
  const add = (title: string) => typeTask(page, title);
  /** Something that repeats on twenty days, as another program of the person's makes it. */
  const repeatDaily = (title: string) =>
    page.evaluate(async (given) => {
      const { token } = await (await fetch("/api/auth/token")).json();
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      await fetch("/api/recurring-tasks", {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({
          title: given,
          recurrence: { rrule: "FREQ=DAILY;COUNT=20", timezone: timeZone },
        }),
      });
    }, title);
  let accounts = 0;
  const anAccount = async () => {
    const email = `ann-${Date.now()}-${accounts++}@example.com`;
    const body = { email, password };
    const answer = await ask(application.url, "/api/auth/sign-up/email", { method: "POST", body });
    expect(answer.status).toBe(200);
    return email;
  };
  const fillIn = async (email: string, word: string) => {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(word);
    await button("Sign in").click();
  };
  const takeAlong = async (email: string) => {
    await button("Keep this list").click();
    await page.getByRole("radio", { name: "Sign in" }).check();
    await fillIn(email, password);
  };

  test("who signs out is asked about the list, by keyboard as well, and gets it as a file", async () => {
    await add("Buy tea");
    await button("Sign out").focus();
    await page.keyboard.press("Enter");
    await dialog().getByText("with 1 task.").waitFor();
    expect(await focused()).toBe("Keep this list");
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
    await until(focused).toBe("Sign out");
    await button("Sign out").click();
    const downloading = page.waitForEvent("download");
    await button("Download it").click();
    const file = exportFile.parse(
      JSON.parse(readFileSync(await (await downloading).path(), "utf8")),
    );
    expect(file.tasks.map(({ title }) => title)).toEqual(["Buy tea"]);
    await button("Sign out and leave it").click();
    await button("Continue as guest").waitFor();
  });

  test("who has nothing is not asked", async () => {
    await button("Sign out").click();
    await button("Continue as guest").waitFor();
    expect(await dialog().count()).toBe(0);
  });

  test("who is asked and keeps the list makes an account for it", async () => {
    await add("Buy tea");
    await button("Sign out").click();
    await dialog().getByRole("button", { name: "Keep this list" }).click();
    await until(() => page.evaluate(() => document.activeElement?.getAttribute("type"))).toBe(
      "email",
    );
    await page.getByLabel("Email").fill(`new-${Date.now()}@example.com`);
    await page.getByLabel("Password").fill(password);
    await button("Create account").click();
    await rows("Buy tea").waitFor();
  });

  test("who has an account takes the list along; a wrong password changes nothing", async () => {
    const email = await anAccount();
    await add("Buy tea");
    await repeatDaily("Water the plants");
    await rows("Water the plants").waitFor();
    await button("Keep this list").click();
    await page.getByRole("radio", { name: "Sign in" }).check();
    await fillIn(email, "wrong one");
    await page.getByText("do not belong together").waitFor();
    await button("Back to the list").click();
    await rows("Buy tea").waitFor();
    await takeAlong(email);
    await page.getByText("1 task and 1 that repeats came along.").waitFor();
    await page.getByText(email).waitFor();
    await rows("Buy tea").waitFor();
    await rows("Water the plants").waitFor();
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

  test("who has an account and no list simply enters it", async () => {
    const email = await anAccount();
    await takeAlong(email);
    await page.getByText(email).waitFor();
    await page.getByText("All clear").waitFor();
    expect(await page.getByText("came along").count()).toBe(0);
  });

  test("a list whose arrival nobody could confirm waits, also over a reload, and comes once", async () => {
    const email = await anAccount();
    await add("Buy tea");
    await page.route("**/api/import*", async (route) => {
      await route.fetch();
      await route.fulfill({ status: 503, body: "" });
    });
    await takeAlong(email);
    await waits().waitFor();
    await page.unroute("**/api/import*");
    await page.reload();
    await waits().waitFor();
    const downloading = page.waitForEvent("download");
    await button("Download it").click();
    expect((await downloading).suggestedFilename()).toMatch(/^nudge-[\d-]+\.json$/);
    await button("Bring it in").click();
    await page.getByText("1 task came along.").waitFor();
    await waits().waitFor({ state: "detached" });
    await rows("Buy tea").waitFor();
    expect(await rows("Buy tea").count()).toBe(1);
  });

  test("a list whose owner could not sign in waits at the door, and comes along afterwards", async () => {
    const email = await anAccount();
    await add("Buy tea");
    let tries = 0;
    await page.route("**/api/auth/sign-in/email", (route) =>
      ++tries === 2 ? route.fulfill({ status: 503, body: "" }) : route.fallback(),
    );
    await takeAlong(email);
    await page.getByText(`Sign in as ${email}`).waitFor();
    await button("Sign in").click();
    await page.getByText("1 task came along.").waitFor();
    await rows("Buy tea").waitFor();
  });

  test("what repeats has one line that unfolds, stays right while dates are done, and is whole today", async () => {
    await repeatDaily("Water the plants");
    const unfold = button(/more until/);
    await page.getByText("19 more until").waitFor();
    await page.getByText("19 more folded").waitFor();
    await until(() => rows("Water the plants").count()).toBe(1);
    await page.getByRole("checkbox", { name: "Completed: Water the plants" }).click();
    await page.getByText("18 more until").waitFor();
    await until(() => rows("Water the plants").count()).toBe(1);
    await unfold.focus();
    await page.keyboard.press("Enter");
    await until(() => rows("Water the plants").count()).toBe(19);
    expect(await unfold.getAttribute("aria-expanded")).toBe("true");
    expect(await page.getByText("more folded").count()).toBe(0);
    await page.keyboard.press("Enter");
    await until(() => rows("Water the plants").count()).toBe(1);
    await button("Undo").click();
    await page.getByText("19 more until").waitFor();
    await button("Today").click();
    await until(() => unfold.count()).toBe(0);
    await until(() => rows("Water the plants").count()).toBe(1);
  });

  test("what repeats is folded over all parts of a long list", async () => {
    for (const title of ["Run", "Read", "Rest", "Walk", "Swim"]) await repeatDaily(title);
    const total = (): Promise<unknown> =>
      page.evaluate(async () => {
        const { token } = await (await fetch("/api/auth/token")).json();
        const headers = { authorization: `Bearer ${token}` };
        return (await (await fetch("/api/tasks?limit=1", { headers })).json()).total;
      });
    await until(total).toBe(100);
    await add("Buy tea");
    await page.reload();
    await page.getByText("95 more folded").waitFor();
    await until(() => page.locator(".row").count()).toBe(6);
    // A window that reads its list again has a next part for a moment.
    await until(() => button("Show more").count()).toBe(0);
  });
});
