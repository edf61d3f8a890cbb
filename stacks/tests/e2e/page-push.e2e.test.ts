import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { aBrowser } from "../../../services/notification/testing/a-browser.ts";
import { chromiumPath, startBrowser } from "../../../services/web/testing/browser.ts";
import { type Application, startApplication } from "./application.ts";
import { seriousFindings } from "./axe.ts";
import { enterAsGuest, openPage, patienceMs, typeTask } from "./browser-page.ts";

const chromium = chromiumPath(process.env.CHROMIUM_PATH);
/** Nobody sends there: subscribing asks the service of the browser's maker, which tests do without. */
const allowed = "127.0.0.1:9";
/** A message that is not shown by then was lost. */
const againAfterMs = 5_000;

describe.skipIf(chromium === undefined)("reminders in a browser", () => {
  let application: Application;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let failures: string[] = [];

  beforeAll(async () => {
    application = await startApplication({
      variables: { RATE_LIMIT: "off", OUTGOING_ALLOW: allowed },
    });
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
  });
  afterEach(async () => {
    await context.close();
    expect(failures).toEqual([]);
  });

  const enter = async () => {
    await page.goto(application.url);
    await enterAsGuest(page);
    await page.getByText("Notifications and calendar").click();
  };
  const device = () => page.getByRole("switch", { name: "On this device" });
  const allow = () => context.grantPermissions(["notifications"], { origin: application.url });
  /** Stands in for the service of the browser's maker, and for nothing else. */
  const withoutMaker = (subscription: object) =>
    page.addInitScript((given) => {
      let present: object | null = null;
      const made = {
        ...given,
        toJSON: () => given,
        unsubscribe: () => {
          present = null;
          return Promise.resolve(true);
        },
      };
      Object.assign(PushManager.prototype, {
        subscribe: () => {
          present = made;
          return Promise.resolve(made);
        },
        getSubscription: () => Promise.resolve(present),
      });
    }, subscription);
  const add = (title: string) => typeTask(page, title);
  /**
   * The browser's own way to hand a message to a worker, as its push service does, until so many are
   * shown: one that nobody takes is lost without a word, and one that comes twice is shown once.
   */
  const delivered = async (data: string, shows: number) => {
    await expect.poll(workerState, { timeout: patienceMs }).toBe("activated");
    const session = await context.newCDPSession(page);
    const registration = await registrationId(session);
    const message = { origin: application.url, registrationId: registration, data };
    await vi.waitFor(
      async () => {
        await session.send("ServiceWorker.deliverPushMessage", message);
        await expect.poll(shown, { timeout: againAfterMs }).toHaveLength(shows);
      },
      { timeout: patienceMs },
    );
  };
  const workerState = () =>
    page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const all = await registration.getNotifications();
      return all.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
    });

  test("are switched on and off, and a message is shown although the page did nothing", async () => {
    await allow();
    await withoutMaker(aBrowser(`http://${allowed}/send`).subscription);
    await enter();
    await device().click();
    await expect.poll(() => device().isChecked(), { timeout: patienceMs }).toBe(true);

    const message = { title: "Reminder: Tea", body: "Due today", tag: "r1", task_id: "t1" };
    await delivered(JSON.stringify(message), 1);
    expect(await shown()).toEqual([
      { title: "Reminder: Tea", body: "Due today", tag: "r1", data: "t1" },
    ]);
    await delivered("what nobody can read", 2);

    await device().click();
    await expect.poll(() => device().isChecked(), { timeout: patienceMs }).toBe(false);
  });

  test("end with the session: the next person at this browser is told nothing", async () => {
    await allow();
    await withoutMaker(aBrowser(`http://${allowed}/send`).subscription);
    await enter();
    await device().click();
    await expect.poll(() => device().isChecked(), { timeout: patienceMs }).toBe(true);
    const removed = page.waitForResponse(
      (response) => response.request().method() === "DELETE" && response.url().includes("/push/"),
    );
    await page.getByRole("button", { name: "Sign out" }).click();
    expect((await removed).status()).toBe(204);
    await page.getByRole("button", { name: "Continue as guest" }).waitFor();
  });

  test("can be switched by everybody: axe finds nothing serious", async () => {
    await enter();
    await device().waitFor();
    await page.getByRole("button", { name: "Make an address" }).click();
    await page.getByLabel("Copy it now").waitFor();
    expect(await seriousFindings(page, "details[open]")).toEqual([]);
  });

  test("that are blocked are explained, and nothing is switched on", async () => {
    await enter();
    await page.evaluate(() => {
      Notification.requestPermission = () => Promise.resolve("denied");
    });
    await device().click();
    await page.getByRole("alert").filter({ hasText: "Allow them in its settings" }).waitFor();
    await expect.poll(() => device().isChecked(), { timeout: patienceMs }).toBe(false);
  });

  test("whose service cannot be reached are explained", async () => {
    await allow();
    await enter();
    await page.evaluate(() => {
      PushManager.prototype.subscribe = () => Promise.reject(new Error("no service"));
    });
    await device().click();
    await page.getByRole("alert").filter({ hasText: "Try again later" }).waitFor();
    await expect.poll(() => device().isChecked(), { timeout: patienceMs }).toBe(false);
  });

  /** A task in the list, and its id. */
  const added = async (title: string): Promise<string> => {
    const made = page.waitForResponse((response) => response.request().method() === "POST");
    await add(title);
    return z.looseObject({ id: z.string() }).parse(await (await made).json()).id;
  };

  test("open their task in the window that is there when they are clicked", async () => {
    await allow();
    await withoutMaker(aBrowser(`http://${allowed}/send`).subscription);
    await enter();
    const id = await added("Call the dentist");
    await device().click();
    await expect.poll(() => device().isChecked(), { timeout: patienceMs }).toBe(true);
    await delivered(JSON.stringify({ title: "Reminder", tag: "r1", task_id: id }), 1);

    await page.getByRole("button", { name: "Overdue", exact: true }).click();
    // Nobody can click a notification without a screen: its event is made up, all else is real.
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    await worker.evaluate(clickTheNotification);

    await expect
      .poll(() => page.getByLabel("Title").inputValue(), { timeout: patienceMs })
      .toBe("Call the dentist");
    expect(await shown()).toEqual([]);
  });

  test("lead to their task, which opens for a change", async () => {
    await enter();
    const id = await added("Call the dentist");
    await page.goto(`${application.url}/?task=${id}`);
    await expect
      .poll(() => page.getByLabel("Title").inputValue(), { timeout: patienceMs })
      .toBe("Call the dentist");
    expect(new URL(page.url()).search).toBe("");
    await page.goto(`${application.url}/?task=gone`);
    await page.getByText("This task is gone.").waitFor();
  });

  test("and the calendar: an address is made, shown once, replaced and taken back", async () => {
    await enter();
    await page.getByRole("button", { name: "Make an address" }).click();
    const field = page.getByLabel("Copy it now");
    const first = await field.inputValue();
    expect((await fetch(first)).status).toBe(200);
    await page.getByRole("button", { name: "Replace the address" }).click();
    await expect.poll(() => field.inputValue(), { timeout: patienceMs }).not.toBe(first);
    expect((await fetch(first)).status).toBe(404);
    await page.reload();
    await page.getByText("Notifications and calendar").click();
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByRole("button", { name: "Make an address" }).waitFor();
  });
});

/** Runs in the worker. A made-up event cannot wait, and may bring no window to the front. */
const clickTheNotification = `(async () => {
  const [notification] = await registration.getNotifications();
  const event = new NotificationEvent("notificationclick", { notification });
  const waited = new Promise((resolve) => {
    Object.defineProperty(event, "waitUntil", { value: (work) => resolve({ work }) });
  });
  self.dispatchEvent(event);
  await Promise.allSettled([(await waited).work]);
})()`;

/** The id that the browser itself has given to the page's worker. */
function registrationId(session: CDPSession): Promise<string> {
  return new Promise((resolve, reject) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [registration] = registrations;
      if (registration) resolve(registration.registrationId);
    });
    session.send("ServiceWorker.enable").catch(reject);
  });
}
