import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { mailbox } from "./mailbox.ts";
import { outputBindings, type Sent } from "./outputs.ts";
import { openStore } from "./store.ts";
import { handClock } from "./testing/hand-clock.ts";
import { component } from "./testing/resources.ts";

const sent = (given: Partial<Sent>): Sent => ({
  id: 1,
  app: "shop",
  binding: "mail",
  operation: "create",
  data: "<p>Hello</p>",
  metadata: { emailTo: "ada@example.org", subject: "Your parcel", text: "Hello" },
  at: Date.UTC(2026, 0, 5, 9),
  ...given,
});

const get = async (path: string, ...messages: readonly Sent[]) =>
  mailbox(() => messages).request(`http://localhost${path}`);
const pageOf = async (...messages: readonly Sent[]) =>
  (await get("/dev/mailbox", ...messages)).text();

test("a mail shows to whom, about what, its text, and its HTML as source", async () => {
  const page = await pageOf(sent({}));
  expect(page).toContain("<b>ada@example.org</b>");
  expect(page).toContain("<h2>Your parcel</h2>");
  expect(page).toContain("<pre>Hello</pre>");
  expect(page).toContain("<pre>&lt;p&gt;Hello&lt;/p&gt;</pre>");
  expect(page).toContain("2026-01-05 09:00:00 UTC");
});

test("an SMS shows its number and its text", async () => {
  const metadata = { toNumber: "+4915112345678" };
  const page = await pageOf(sent({ binding: "sms", data: "Your parcel is here", metadata }));
  expect(page).toContain("<b>+4915112345678</b>");
  expect(page).toContain("<pre>Your parcel is here</pre>");
  expect(page).not.toContain("HTML source");
});

test("whatever a message says, it is text", async () => {
  const evil = `</pre><script>alert(1)</script><img src=x onerror="a()">'`;
  const metadata = { emailTo: evil, subject: evil, text: evil };
  const page = await pageOf(sent({ binding: evil, data: evil, metadata }));
  expect(page).not.toContain("<script>");
  expect(page).not.toContain("<img");
  expect(page).not.toContain(`"a()"`);
  expect(page.match(/&lt;script&gt;/g)).toHaveLength(5);
});

test("nothing is loaded and nothing runs: the one style is named by its hash", async () => {
  const answer = await get("/dev/mailbox", sent({}));
  const page = await answer.text();
  const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = answer.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`style-src 'sha256-${hash}'`);
  expect(page).not.toMatch(/style=|<script|src=|https?:/);
});

test("an empty mailbox says so", async () => {
  expect(await pageOf()).toContain("Nothing has been sent yet.");
});

test("the same as data", async () => {
  const answer = await get("/dev/mailbox.json", sent({}));
  expect(await answer.json()).toEqual({
    items: [
      {
        id: 1,
        binding: "mail",
        at: "2026-01-05T09:00:00.000Z",
        to: "ada@example.org",
        subject: "Your parcel",
        text: "Hello",
        html: "<p>Hello</p>",
      },
    ],
  });
});

test("the latest come first, of a real outbox that is asked for no more than is shown", async () => {
  const resources = {
    components: [component("sms", "bindings.twilio.sms", ["shop"])],
    subscriptions: [],
    resiliency: [],
    configurations: [],
  };
  const store = openStore(":memory:");
  const outputs = outputBindings(store, handClock(Date.UTC(2026, 0, 5, 9)), resources);
  const metadata = { toNumber: "+4915112345678" };
  for (let n = 1; n <= 203; n++) {
    const body = JSON.stringify({ operation: "create", data: `message ${n}.`, metadata });
    await outputs.send("shop", "sms", body);
  }
  const page = await (await mailbox(outputs.sent).request("http://localhost/dev/mailbox")).text();
  store.close();
  expect(page.match(/message \d+\./g)).toEqual(
    Array.from({ length: 200 }, (_, i) => `message ${203 - i}.`),
  );
});
