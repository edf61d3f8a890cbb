import { expect, test } from "vitest";
import { TerminalError } from "../shared/kit/errors.ts";
import { email, nine, sms, webhook } from "./testing/given.ts";
import { asks, aWorld, away, deliver, fired } from "./testing/notification-in-memory.ts";

const started = async () => {
  const world = aWorld();
  return { world, replica: await world.restart() };
};

const untouched = {
  push: { enabled: true },
  email: null,
  sms: null,
  webhook: null,
  order: ["push", "email", "sms", "webhook"],
  delivery: "first_that_works",
  quiet_hours: null,
  urgent_breaks_quiet: false,
  push_public_key: null,
  webhook_secret: null,
};

test("a person who has set nothing has the list alone", async () => {
  const { replica } = await started();
  const { status, body, headers } = await asks(replica, "GET", "/settings");
  expect([status, headers.etag, body]).toEqual([200, '"settings.0"', untouched]);
});

test("settings are kept whole, and what is left out is as if it had never been set", async () => {
  const { replica } = await started();
  await asks(replica, "PUT", "/settings", { email, sms });
  const { body } = await asks(replica, "PUT", "/settings", { sms, urgent_breaks_quiet: true });
  expect(body).toEqual({ ...untouched, sms, urgent_breaks_quiet: true });
  expect((await asks(replica, "GET", "/settings")).body).toEqual(body);
});

test("If-Match protects what somebody else has changed", async () => {
  const { replica } = await started();
  const put = (etag: string) => asks(replica, "PUT", "/settings", { email }, { "if-match": etag });
  expect((await put('"settings.0"')).headers.etag).toBe('"settings.1"');
  const lost = await put('"settings.0"');
  expect(lost).toMatchObject({ status: 412, body: { errors: [{ field: "If-Match" }] } });
  expect((await put("*")).status).toBe(200);
});

test("the first webhook gets a secret, which stays when its address changes", async () => {
  const { replica } = await started();
  const first = await asks(replica, "PUT", "/settings", { webhook });
  expect(first.body.webhook_secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const moved = { webhook: { ...webhook, url: "https://example.org/other" } };
  const second = await asks(replica, "PUT", "/settings", moved);
  expect(second.body.webhook_secret).toBe(first.body.webhook_secret);
});

test.each([
  ["email.address", { email: { address: "anna" } }],
  ["email.address", { email: { address: "a@example.org;b@example.org" } }],
  ["email.address", { email: { address: "a@example.org\r\nBcc: b@example.org" } }],
  ["sms.number", { sms: { number: "0151 12345678" } }],
  ["webhook.url", { webhook: { url: "ftp://example.org" } }],
  ["webhook.url", { webhook: { url: "http://example.org" } }],
  ["webhook.url", { webhook: { url: "https://anna:secret@example.org" } }],
  ["order", { order: ["email", "email"] }],
  ["order[0]", { order: ["in_app"] }],
  ["quiet_hours.from", { quiet_hours: { from: "24:00", to: "07:00", timezone: "UTC" } }],
  ["quiet_hours.to", { quiet_hours: { from: "07:00", to: "07:00", timezone: "UTC" } }],
  ["quiet_hours.timezone", { quiet_hours: { from: "22:00", to: "07:00", timezone: "Mars/A" } }],
  ["webhook_secret", { webhook_secret: "mine" }],
  ["email.verified", { email: { ...email, verified: true } }],
])("a wrong %s is named, and nothing is changed", async (field, settings) => {
  const { world, replica } = await started();
  const refused = await asks(replica, "PUT", "/settings", settings);
  expect(refused).toMatchObject({ status: 422, body: { code: "invalid", errors: [{ field }] } });
  expect(world.store.values().size).toBe(0);
});

test("a webhook that could never be called is refused, with the reason", async () => {
  const { world, replica } = await started();
  world.checkAnswers(() => Promise.reject(new TerminalError("url: https://x.org is private")));
  const refused = await asks(replica, "PUT", "/settings", { webhook });
  const [error] = refused.body.errors;
  expect(error).toEqual({ field: "webhook.url", message: "https://x.org is private" });
});

test("http is for servers that the operator has named", async () => {
  const world = aWorld(nine, { OUTGOING_ALLOW: "127.0.0.1:9000" });
  const replica = await world.restart();
  const put = (url: string) => asks(replica, "PUT", "/settings", { webhook: { url } });
  expect((await put("http://127.0.0.1:9000/hook")).status).toBe(200);
  expect((await put("http://127.0.0.1:9001/hook")).status).toBe(422);
});

test("a test message goes out now, and one a minute is enough", async () => {
  const { world, replica } = await started();
  await asks(replica, "PUT", "/settings", { email });
  const ask = () => asks(replica, "POST", "/settings/test", { channel: "email" });
  expect((await ask()).body).toEqual({ channel: "email", status: "sent", reason: null });
  await world.clock.advance(59_001);
  const early = await ask();
  expect([early.status, early.headers["retry-after"]]).toEqual([429, "1"]);
  await world.clock.advance(999);
  world.outage((call) => (call.path.endsWith("/mail") ? away : undefined));
  const reason = "the mail service answered 500";
  expect((await ask()).body).toEqual({ channel: "email", status: "failed", reason });
});

test("a channel without an address cannot be tested, and costs no try", async () => {
  const { replica } = await started();
  const refused = await asks(replica, "POST", "/settings/test", { channel: "sms" });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: "channel" }] } });
  await asks(replica, "PUT", "/settings", { email });
  expect((await asks(replica, "POST", "/settings/test", { channel: "email" })).status).toBe(200);
});

test("notifications come newest first, page by page, or by what became of them", async () => {
  const { world, replica } = await started();
  for (const version of [2, 3, 4])
    await deliver(replica, fired({ version }, { id: `r${version}` }));
  await asks(replica, "PUT", "/settings", { email });
  world.outage((call) => (call.path.endsWith("/mail") ? away : undefined));
  await deliver(replica, fired({ version: 5 }, { id: "r5" }));
  const page = async (query: string) => {
    const { body } = await asks(replica, "GET", `/notifications${query}`);
    const items: { reminder_id: string }[] = body.items;
    return [items.map(({ reminder_id }) => reminder_id), body.next_cursor];
  };
  expect(await page("?limit=3")).toEqual([["r5", "r4", "r3"], "3"]);
  expect(await page("?limit=3&cursor=3")).toEqual([["r2"], null]);
  expect(await page("?status=waiting")).toEqual([["r5"], null]);
});

test("a notification shows what a person needs, and nothing that is ours", async () => {
  const { replica } = await started();
  await deliver(replica, fired());
  expect((await asks(replica, "GET", "/notifications")).body).toEqual({
    items: [
      {
        id: `r1-${Date.parse(nine)}`,
        task_id: "t1",
        reminder_id: "r1",
        title: "Call mum",
        at: nine,
        deliveries: [
          { channel: "in_app", status: "sent", attempts: 1, sent_at: nine, reason: null },
        ],
        read_at: null,
      },
    ],
    next_cursor: null,
  });
});

test("a notification is read once, by its person alone", async () => {
  const { world, replica } = await started();
  await deliver(replica, fired());
  const path = `/notifications/r1-${Date.parse(nine)}/read`;
  expect((await asks(replica, "POST", path, {}, { "nudge-user-id": "bob" })).status).toBe(404);
  expect((await asks(replica, "POST", path, {})).body.read_at).toBe(nine);
  await world.clock.advance(1_000);
  expect((await asks(replica, "POST", path, {})).body.read_at).toBe(nine);
  expect((await asks(replica, "POST", "/notifications/none-1/read", {})).status).toBe(404);
  expect([...world.store.values().keys()]).not.toContain("delivery:bob");
});

test.each([
  ["limit", "?limit=0"],
  ["limit", "?limit=0x10"],
  ["limit", "?limit=1&limit=2"],
  ["cursor", "?cursor=-1"],
  ["status", "?status=lost"],
  ["user_id", "?user_id=bob"],
])("a wrong %s of a list is named", async (field, query) => {
  const { replica } = await started();
  const refused = await asks(replica, "GET", `/notifications${query}`);
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field }] } });
});

test.each(["", "a:b", "a||b"])('a caller who names "%s" as the person is refused', async (user) => {
  const { replica } = await started();
  const { status } = await asks(replica, "GET", "/settings", undefined, { "nudge-user-id": user });
  expect(status).toBe(403);
});
