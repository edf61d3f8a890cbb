import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { notificationPage } from "../../../services/shared/contracts/api/notifications.ts";
import { settingsTestAnswer } from "../../../services/shared/contracts/api/settings.ts";
import { madeWebhook, webhookTest } from "../../../services/shared/contracts/api/webhooks.ts";
import { type Application, startApplication } from "./application.ts";
import { harmWatch } from "./harm.ts";
import { type Answer, addTask, asGuest, ask, type Person, problemIn } from "./person.ts";
import { receiverThat } from "./receiver.ts";
import { moveTime } from "./talk.ts";

type Receiver = Awaited<ReturnType<typeof receiverThat>>;

/** Events travel over the broker: some milliseconds, on a busy machine more. */
const soon = { timeout: 15_000, interval: 50 };

let application: Application;
let ada: Person;
let eve: Person;
/** A server of the operator's, which people may name. */
let allowed: Receiver;
/** A server on the inside, which nobody may name. */
let inside: Receiver;
/** Allowed, and it sends whoever calls it to the inside. */
let redirecting: Receiver;
let watch: ReturnType<typeof harmWatch>;
let hook: string;

beforeAll(async () => {
  inside = await receiverThat({ status: 200 });
  allowed = await receiverThat({ status: 204 });
  const location = `http://${inside.host}/v1.0/metadata`;
  redirecting = await receiverThat({ status: 307, headers: { location } });
  const OUTGOING_ALLOW = `${allowed.host},${redirecting.host}`;
  application = await startApplication({ variables: { RATE_LIMIT: "off", OUTGOING_ALLOW } });
  ada = await asGuest(application.url);
  eve = await asGuest(application.url);
  const wanted = { email: { address: "ada@example.org" }, webhook: { url: at(allowed) } };
  expect((await ada.call("PUT", "/api/settings", wanted)).status).toBe(200);
  hook = await webhookAt(ada, at(allowed));
  watch = harmWatch(application.url, () => [ada, eve]);
});
afterAll(async () => {
  await application.close();
  await Promise.all([inside, allowed, redirecting].map((each) => each.close()));
  console.info(watch.figures("hostile outputs"));
  expect(inside.paths, "nothing on the inside was ever called").toEqual([]);
  expect(application.errors()).not.toContain("request.failed");
});

const at = ({ host }: Receiver, path = "/hook") => `http://${host}${path}`;

async function webhookAt(person: Person, url: string, events = ["reminder.canceled"]) {
  const answer = await person.call("POST", "/api/webhooks", { url, events });
  return madeWebhook.parse(answer.body).id;
}

/** How a person is told, and by what; all of it. */
const outputsOf = async (person: Person) =>
  Promise.all(
    ["/api/settings", "/api/webhooks"].map(async (path) => (await person.call("GET", path)).text),
  );

/** Refused, with no output of anybody changed. */
async function refused(send: () => Promise<Answer>, status: number, field?: string) {
  const before = await Promise.all([ada, eve].map(outputsOf));
  const problem = await watch.refused(send, { status, field });
  expect(await Promise.all([ada, eve].map(outputsOf))).toEqual(before);
  return problem;
}

const put = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  ada.call("PUT", "/api/settings", body, headers);

describe("settings are refused, naming the field:", () => {
  const quiet = { from: "22:00", to: "07:00", timezone: "Europe/Berlin" };
  test.each<[field: string, body: unknown]>([
    ...[
      "",
      "ada",
      "ada@",
      "ada@example.org, eve@example.org",
      "ada@example.org;eve@example.org",
      "ada@example.org\r\nBcc: eve@example.org",
      "Ada <ada@example.org>",
      "ada@example.org\u0000",
      `${"a".repeat(250)}@example.org`,
      5,
    ].map((address): [string, unknown] => ["email.address", { email: { address } }]),
    ...[
      "",
      "015112345678",
      "+49 151 12345678",
      "+0123456789",
      "+491511234567890123",
      "+49\n1511",
      5,
    ].map((number): [string, unknown] => ["sms.number", { sms: { number } }]),
    ["email", { email: "ada@example.org" }],
    ["email.enabled", { email: { address: "ada@example.org", enabled: "yes" } }],
    ["email.cc", { email: { address: "ada@example.org", cc: "eve@example.org" } }],
    ["quiet_hours.from", { quiet_hours: { ...quiet, from: "24:00" } }],
    ["quiet_hours.from", { quiet_hours: { ...quiet, from: "9" } }],
    ["quiet_hours.to", { quiet_hours: { ...quiet, to: "07:60" } }],
    ["quiet_hours.to", { quiet_hours: { ...quiet, to: "22:00" } }],
    ["quiet_hours.timezone", { quiet_hours: { ...quiet, timezone: "../../etc" } }],
    ["quiet_hours.timezone", { quiet_hours: { ...quiet, timezone: "UTC+25" } }],
    ["quiet_hours.timezone", { quiet_hours: { ...quiet, timezone: "GMT0GMT" } }],
    ["quiet_hours.timezone", { quiet_hours: { from: "22:00", to: "07:00" } }],
    ["order", { order: ["email", "email"] }],
    ["order[0]", { order: ["pigeon"] }],
    ["delivery", { delivery: "twice" }],
    ["urgent_breaks_quiet", { urgent_breaks_quiet: 1 }],
    ["webhook_secret", { webhook_secret: "mine" }],
    ["user_id", { user_id: "eve" }],
    ["__proto__", '{"__proto__":{"email":null}}'],
    ["body", []],
  ])("%s in %j", async (field, body) => {
    await refused(() => put(body), 422, field);
  });

  test.each<[says: string, body: string, status: number]>([
    ["JSON 10,000 deep", `${'{"email":'.repeat(10_000)}1${"}".repeat(10_000)}`, 400],
    ["300 KB", JSON.stringify({ order: ["x".repeat(300_000)] }), 413],
  ])("%s", async (_says, body, status) => {
    await refused(() => put(body), status, "body");
  });

  test("whoever has read an older version replaces nothing", async () => {
    const etag = (await ada.call("GET", "/api/settings")).headers.get("etag") ?? "";
    for (const stale of ['"settings.0"', '"settings.99"', `W/${etag}`, "settings.1", "x"]) {
      await refused(() => put({ email: null }, { "if-match": stale }), 412, "If-Match");
    }
    const body = { email: { address: "ada@example.org" }, webhook: { url: at(allowed) } };
    const both = await Promise.all([1, 2].map(() => put(body, { "if-match": etag })));
    const statuses = both.map(({ status }) => status);
    expect(
      statuses.toSorted((a, b) => a - b),
      "one of two wins",
    ).toEqual([200, 412]);
  });

  test("a channel that is none, or not set up, is not tried", async () => {
    for (const channel of ["pigeon", "in_app", "", null, "sms"]) {
      const send = () => ada.call("POST", "/api/settings/test", { channel });
      await refused(send, 422, "channel");
    }
  });
});

/** Places on the inside, in all the ways to write them, and such as are no place for a hook. */
const urls: readonly string[] = [
  "127.0.0.1:3500/v1.0/metadata",
  "127.0.0.1",
  "localhost:8080",
  "LOCALHOST.:8080",
  "169.254.169.254/latest/meta-data/",
  "[::1]:3500",
  "[::ffff:127.0.0.1]:3500",
  "[::ffff:a9fe:a9fe]",
  "[fe80::1]",
  "[fd00::1]",
  "2130706433:3500",
  "0177.0.0.1",
  "0x7f.1",
  "0x7f000001",
  "127.1",
  "0.0.0.0",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.1.1",
  "100.100.100.200",
  "168.63.129.16",
  "127.0.0.1%00.example.org",
  "user:pass@example.org",
  "example.org@127.0.0.1",
  "example.org:25",
  "1.1.1.1:22",
  "",
];

describe("no webhook leads to the inside:", () => {
  test.each(urls)("%s", async (url) => {
    const events = ["*"];
    const webhook = () => eve.call("POST", "/api/webhooks", { url: `http://${url}`, events });
    await refused(webhook, 422, "url");
    await refused(() => put({ webhook: { url: `https://${url}` } }), 422, "webhook.url");
  });

  test.each(["ftp://example.org", "file:///etc/passwd", "javascript:alert(1)", "//x", "x", ""])(
    "%j, which is no address of the web",
    async (url) => {
      await refused(() => eve.call("POST", "/api/webhooks", { url, events: ["*"] }), 422, "url");
      const { errors } = await refused(() => put({ webhook: { url } }), 422, "webhook.url");
      expect(errors, "one thing is wrong").toHaveLength(1);
    },
  );

  test("nor when it is moved there later", async () => {
    for (const url of ["http://127.0.0.1:3500/", at(inside), "https://[::ffff:127.0.0.1]/"]) {
      await refused(() => ada.call("PATCH", `/api/webhooks/${hook}`, { url }), 422, "url");
    }
  });

  test("nor one at the port beside an allowed one", async () => {
    const url = at(inside);
    await refused(() => eve.call("POST", "/api/webhooks", { url, events: ["*"] }), 422, "url");
    await refused(() => put({ webhook: { url } }), 422, "webhook.url");
  });

  test("nor one that is sent there by a server that is allowed", async () => {
    const guest = await asGuest(application.url);
    const id = await webhookAt(guest, at(redirecting), ["task.created"]);
    const tried = await guest.call("POST", `/api/webhooks/${id}/test`);
    expect(webhookTest.parse(tried.body)).toMatchObject({
      delivered: false,
      reason: expect.stringContaining("redirects are not followed"),
    });
    await addTask(guest, "Told to whom?");
    await expect.poll(() => redirecting.paths.length, soon).toBe(2);

    const settings = { webhook: { url: at(redirecting) } };
    expect((await guest.call("PUT", "/api/settings", settings)).status).toBe(200);
    const sent = await guest.call("POST", "/api/settings/test", { channel: "webhook" });
    expect(settingsTestAnswer.parse(sent.body)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("redirects are not followed"),
    });
    expect(redirecting.paths).toHaveLength(3);
    expect(inside.paths).toEqual([]);
  });

  test.each<[field: string, body: object]>([
    ["events", { events: [] }],
    ["events[0]", { events: ["task.exploded"] }],
    ["events[0]", { events: ["constructor"] }],
    ["events", { events: "*" }],
    ["description", { events: ["*"], description: "x".repeat(201) }],
    ["description", { events: ["*"], description: "\u202e" }],
    ["secret", { events: ["*"], secret: "mine" }],
    ["id", { events: ["*"], id: "mine" }],
  ])("and %s is checked as well", async (field, body) => {
    const url = at(allowed);
    await refused(() => eve.call("POST", "/api/webhooks", { url, ...body }), 422, field);
  });
});

describe("a webhook of another person is not found", () => {
  test.each([
    ["GET", ""],
    ["PATCH", "", { active: false }],
    ["DELETE", ""],
    ["POST", "/rotate"],
    ["POST", "/test"],
    ["GET", "/deliveries"],
  ] as const)("%s %s", async (method, path, body?: object) => {
    const send = (id: string) => () => eve.call(method, `/api/webhooks/${id}${path}`, body);
    const hers = await refused(send(hook), 404);
    const nobodys = await refused(send("01AAAAAAAAAAAAAAAAAAAAAAAA"), 404);
    expect({ ...hers, trace_id: "" }).toEqual({ ...nobodys, trace_id: "" });
    expect(allowed.paths, "nor was it called").toEqual([]);
  });
});

describe("what people write into a title", () => {
  const evil = `</pre><img src=x onerror="alert(1)"> javascript:alert(1) Bcc: eve@example.org`;
  const mail = z.object({
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
  });
  let told: Person;
  beforeAll(async () => {
    told = await asGuest(application.url);
    const email = { address: "told@example.org" };
    await told.call("PUT", "/api/settings", { email });
    const reminders = [{ at: new Date((await now()) + 3_600_000).toISOString() }];
    const description = "first line\r\nBcc: eve@example.org";
    await addTask(told, evil, { reminders, description, tags: ["<script>"] });
    await moveTime(application.url, { by: "PT2H" });
    await vi.waitFor(async () => expect(await mails()).toHaveLength(1), soon);
  });

  const now = async () => {
    const { body } = await ask(application.url, "/dev/clock");
    return Date.parse(z.object({ now: z.string() }).parse(body).now);
  };
  const mails = async () => {
    const { body } = await ask(application.url, "/dev/mailbox.json");
    return z.object({ items: z.array(mail) }).parse(body).items;
  };

  test("goes to one person, in a subject of one line", async () => {
    const [sent] = await mails();
    expect(sent?.to).toBe("told@example.org");
    expect(sent?.subject).toBe(`Reminder: ${evil}`);
    const { items } = notificationPage.parse((await told.call("GET", "/api/notifications")).body);
    expect(items).toMatchObject([{ title: evil }]);
  });

  test("is text in the mail's HTML", async () => {
    const [sent] = await mails();
    expect(sent?.html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
    expect(sent?.html).not.toMatch(/<(img|script|pre)/);
  });

  test("is text on the page of the mailbox, which lets nothing run", async () => {
    const { text, headers } = await ask(application.url, "/dev/mailbox");
    expect(text).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
    expect(text).not.toMatch(/<(img|script)|onerror="/);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|script-src|img-src/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("never holds the end of a line, by whatever way it comes", async () => {
    for (const end of ["\r\n", "\n", "\r", "\u2028", "\u0085"]) {
      const title = `Tea${end}Bcc: eve@example.org`;
      await refused(() => ada.call("POST", "/api/tasks", { title }), 422, "title");
    }
    const text = "add Tea\r\nBcc: eve@example.org";
    const said = await told.call("POST", "/api/chat", { text });
    expect(said.text, "a line end is a space between words").not.toMatch(/\\[rn]Bcc/);
  });

  test("of another person is marked as read by nobody else", async () => {
    const { items } = notificationPage.parse((await told.call("GET", "/api/notifications")).body);
    const path = `/api/notifications/${items[0]?.id}/read`;
    await refused(() => eve.call("POST", path), 404);
    const after = await told.call("GET", "/api/notifications");
    expect(notificationPage.parse(after.body).items).toMatchObject([{ read_at: null }]);
  });
});

test.each([
  ["limit", "limit=1e9"],
  ["limit", "limit=0"],
  ["cursor", "cursor=-1"],
  ["cursor", `cursor=${"9".repeat(30)}`],
  ["status", "status=read"],
  ["user_id", "user_id=ada"],
])("a question about notifications is refused: %s in %s", async (field, query) => {
  await refused(() => eve.call("GET", `/api/notifications?${query}`), 422, field);
});

test("an honest test message arrives, once a minute", async () => {
  const before = allowed.paths.length;
  const send = () => ada.call("POST", "/api/settings/test", { channel: "webhook" });
  expect(settingsTestAnswer.parse((await send()).body).status).toBe("sent");
  const again = await send();
  expect(problemIn(again).code).toBe("too_many_requests");
  expect(Number(again.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(allowed.paths.slice(before)).toEqual(["/hook"]);
});
