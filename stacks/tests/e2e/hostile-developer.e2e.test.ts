import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Application, startApplication } from "./application.ts";
import { filed } from "./filed.ts";
import { harmWatch } from "./harm.ts";
import { addTask, asGuest, ask, type Person } from "./person.ts";

const doors = [
  ["GET", "/dev/clock"],
  ["POST", "/dev/clock"],
  ["GET", "/dev/mailbox"],
  ["GET", "/dev/mailbox.json"],
] as const;
const dayAhead = JSON.stringify({ by: "P1D" });

/** A request under any name, and from any page; no decent client can say these headers. */
async function asked(
  url: string,
  [method, path]: readonly [method: string, path: string],
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const outgoing = request(`${url}${path}`, { method, headers, agent: false });
  outgoing.end(method === "POST" ? dayAhead : undefined);
  const [answer] = await once(outgoing, "response");
  let text = "";
  for await (const piece of answer) text += String(piece);
  return { status: answer.statusCode, text };
}

const clockForm = z.object({ now: z.string(), ahead_seconds: z.number() });
const aheadOf = async (url: string) =>
  clockForm.parse((await ask(url, "/dev/clock")).body).ahead_seconds;

describe("on a machine of one's own, what is below /dev", () => {
  let application: Application;
  let ada: Person;
  let watch: ReturnType<typeof harmWatch>;
  let host: string;
  let port: string;

  beforeAll(async () => {
    application = await startApplication({ variables: { RATE_LIMIT: "off" } });
    ({ host, port } = new URL(application.url));
    ada = await asGuest(application.url);
    await addTask(ada, "Tea");
    await filed(ada, 1);
    watch = harmWatch(application.url, () => [ada]);
  });
  afterAll(async () => {
    await application.close();
    console.info(watch.figures("hostile developer door"));
    expect(application.errors()).not.toContain("request.failed");
  });

  test("answers a page of this application, and whoever is no page", async () => {
    for (const door of doors.filter(([method]) => method === "GET")) {
      expect((await asked(application.url, door)).status).toBe(200);
      const own = { host, origin: `http://${host}` };
      expect((await asked(application.url, door, own)).status).toBe(200);
    }
  });

  test.each([
    "https://evil.example",
    "http://evil.example",
    "null",
    "http://127.0.0.1",
    "http://localhost:1",
    "http://127.0.0.1.evil.example",
    "file://",
    "x",
  ])("refuses a page of %s", (origin) => refusedTo({ origin }));

  test.each([
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "192.168.1.7",
    "0.0.0.0",
    "nudge.local",
  ])("refuses whoever calls this machine %s", async (name) => {
    await refusedTo({ host: `${name}:${port}` });
    // A page that made its own name lead here has an origin that equals it.
    await refusedTo({ host: `${name}:${port}`, origin: `http://${name}:${port}` });
  });

  /** None of the doors opens, and time stays where it is. */
  async function refusedTo(headers: Readonly<Record<string, string>>): Promise<void> {
    const answers = await watch.harmless(() =>
      Promise.all(doors.map((door) => asked(application.url, door, headers))),
    );
    for (const { status, text } of answers) {
      expect(status, text).toBe(403);
      expect(text).toContain("only pages of this application on this machine may ask");
    }
    expect(await aheadOf(application.url)).toBe(0);
  }

  test.each<[says: string, body: unknown]>([
    ["nothing", {}],
    ["no days", { by: "P0D" }],
    ["a day back", { by: "-P1D" }],
    ["9,999 years", { by: "P9999Y" }],
    ["1,000 days", { by: "P1000D" }],
    ["999 days", { by: "P999D" }],
    ["a number", { by: 5 }],
    ["two ways at once", { by: "P1D", to: "2030-01-01T00:00:00Z" }],
    ["to the past", { to: "2020-01-01T00:00:00Z" }],
    ["to the year 275760", { to: "+275760-09-13T00:00:00Z" }],
    ["to the year 9999", { to: "9999-12-31T23:59:59Z" }],
    ["to tomorrow", { to: "tomorrow" }],
    ["a list", []],
    ["null", "null"],
    ["half a body", "{"],
    ["lists 1,000 deep", "[".repeat(1_000)],
    ["2,000 letters", "x".repeat(2_000)],
  ])("does not move time by %s", async (_says, body) => {
    const send = () => ask(application.url, "/dev/clock", { method: "POST", body });
    const answer = await watch.harmless(send);
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
    expect(answer.status, answer.text).toBeLessThan(500);
    expect(await aheadOf(application.url)).toBe(0);
  });

  test("is nothing else", async () => {
    for (const path of ["/dev", "/dev/", "/dev/x", "/dev/clock/x", "/dev/../dev/state"]) {
      const answer = await watch.harmless(() => asked(application.url, ["GET", path]));
      expect(answer.status, path).toBe(404);
    }
  });
});

test("for a machine that others reach there is nothing below /dev", async () => {
  const variables = { RATE_LIMIT: "off", HOST: "0.0.0.0" };
  const application = await startApplication({ variables });
  try {
    for (const door of doors) {
      const answer = await asked(application.url, door);
      // What is left there is the page, which only answers GET.
      expect([404, 405], `${door.join(" ")}: ${answer.text}`).toContain(answer.status);
      expect(answer.text).not.toContain("ahead_seconds");
    }
    expect((await ask(application.url, "/health")).status).toBe(200);
  } finally {
    await application.close();
  }
});
