import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { RetryableError, TerminalError } from "../shared/kit/errors.ts";
import { turns } from "../shared/kit/testing/own-clock.ts";
import { writtenKey } from "../shared/kit/testing/watch-writes.ts";
import { aReminder, aTask, berlinNights, email, nine, sms, webhook } from "./testing/given.ts";
import {
  anEvent,
  asks,
  aWorld,
  away,
  deliver,
  fired,
  quiet,
  type Replica,
  sweep,
  type World,
} from "./testing/notification-in-memory.ts";

const minute = 60_000;
const hour = 60 * minute;

/** A world in which Anna has these settings, and one process. */
async function running(settings: object = { email }, startIso = nine) {
  const world = aWorld(startIso);
  const replica = await world.restart();
  expect((await asks(replica, "PUT", "/settings", settings)).status).toBe(200);
  return { world, replica };
}

/** "channel status attempts" of each delivery, newest notification first. */
async function states(replica: Replica): Promise<string[]> {
  const { body } = await asks(replica, "GET", "/notifications");
  const items: { deliveries: { channel: string; status: string; attempts: number }[] }[] =
    body.items;
  return items.flatMap(({ deliveries }) =>
    deliveries.map(({ channel, status, attempts }) => `${channel} ${status} ${attempts}`),
  );
}

/** Sweeps every half minute for so long. */
async function played(world: World, replica: Replica, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 30_000) {
    await world.clock.advance(30_000);
    expect(await sweep(replica)).toBe(200);
  }
}

test("a reminder goes out by mail at once, with the title as its subject", async () => {
  const { world, replica } = await running();
  expect(await deliver(replica, fired())).toBe("SUCCESS");
  expect(world.sent).toMatchObject([
    {
      binding: "mail",
      operation: "create",
      metadata: {
        emailTo: "anna@example.org",
        subject: "Reminder: Call mum",
        messageId: `<r1-${Date.parse(nine)}-email@nudge.invalid>`,
      },
    },
  ]);
  expect(await states(replica)).toEqual(["in_app sent 1", "email sent 1"]);
});

test("an event that is delivered twice, also to another replica, sends one mail", async () => {
  const { world, replica } = await running();
  await deliver(replica, fired());
  await deliver(replica, fired());
  await deliver(await world.restart(), fired());
  await Promise.all([deliver(replica, fired()), deliver(await world.restart(), fired())]);
  expect(world.sent).toHaveLength(1);
  expect(await states(replica)).toEqual(["in_app sent 1", "email sent 1"]);
});

test("two replicas that sweep at once send one mail", async () => {
  const { world, replica } = await running();
  world.outage((call) => (call.path.endsWith("/mail") ? away : undefined));
  await deliver(replica, fired());
  world.outage(undefined);
  await world.clock.advance(minute);
  const other = await world.restart();
  expect(await Promise.all([sweep(replica), sweep(other), sweep(replica)])).toEqual([
    200, 200, 200,
  ]);
  expect(world.sent).toHaveLength(2);
});

test("the intent is kept before the mail goes out", async () => {
  const { world, replica } = await running();
  const kept: unknown[] = [];
  world.outage((call) => {
    if (call.path.endsWith("/mail")) kept.push(world.store.values().get("delivery:anna"));
    return undefined;
  });
  await deliver(replica, fired());
  expect(kept).toMatchObject([{ notices: [{ deliveries: [{}, { status: "sending" }] }] }]);
});

test("a process that dies between intent and mail is followed by one that sends it", async () => {
  const { world, replica } = await running();
  world.outage((call) => {
    if (call.path.endsWith("/mail")) throw new Error("killed");
    return undefined;
  });
  await deliver(replica, fired());
  expect(await states(replica)).toEqual(["in_app sent 1", "email sending 1"]);
  world.outage(undefined);
  const next = await world.restart();
  await played(world, next, 3 * minute);
  expect(await states(next)).toEqual(["in_app sent 1", "email sent 2"]);
});

test("a process that dies between mail and result sends it again under the same id", async () => {
  const { world, replica } = await running();
  world.outage((call) => {
    if (writtenKey(call) !== "delivery:anna" || world.sent.length === 0) return undefined;
    throw new Error("killed");
  });
  await deliver(replica, fired());
  world.outage(undefined);
  await played(world, await world.restart(), 10 * minute);
  expect(world.sent.map(({ metadata }) => metadata.messageId)).toEqual(
    Array(2).fill(`<r1-${Date.parse(nine)}-email@nudge.invalid>`),
  );
});

test("a process that dies before the intent is kept gets its event again", async () => {
  const { world, replica } = await running();
  world.outage((call) => (writtenKey(call) === "delivery:anna" ? away : undefined));
  expect(await deliver(replica, fired())).toBe("RETRY");
  world.outage(undefined);
  expect(await deliver(replica, fired())).toBe("SUCCESS");
  expect(world.sent).toHaveLength(1);
});

test("a reminder in quiet hours waits for their end, also through a restart", async () => {
  const { world, replica } = await running(
    { email, quiet_hours: berlinNights },
    "2026-01-06T05:58:00.000Z",
  );
  await deliver(replica, fired());
  const next = await world.restart();
  await played(world, next, 1.5 * minute);
  expect(world.sent).toEqual([]);
  await played(world, next, minute);
  expect(world.sent).toHaveLength(1);
});

test.each(["task.completed", "task.deleted"])(
  "%s keeps what waits from being sent",
  async (type) => {
    const { world, replica } = await running(
      { email, quiet_hours: berlinNights },
      "2026-01-05T23:00:00.000Z",
    );
    await deliver(replica, fired());
    await deliver(replica, anEvent(type, aTask({ version: 3, status: "completed" })));
    await world.clock.advance(8 * hour);
    await sweep(replica);
    expect(world.sent).toEqual([]);
    expect(await states(replica)).toEqual(["in_app sent 1", "email canceled 0"]);
  },
);

test("a snooze keeps the older message from being sent, and the newer one is sent", async () => {
  const { world, replica } = await running();
  world.outage((call) => (call.path.endsWith("/mail") ? away : undefined));
  await deliver(replica, fired());
  world.outage(undefined);
  const snoozed = aReminder({ at: "2026-01-05T10:00:00.000Z", status: "pending" });
  await deliver(replica, anEvent("task.updated", aTask({ version: 3, reminders: [snoozed] })));
  await played(world, replica, 2 * minute);
  expect(await states(replica)).toEqual(["in_app sent 1", "email canceled 1"]);
  await deliver(replica, fired({ version: 4 }, { at: snoozed.at }));
  expect((await states(replica)).slice(0, 2)).toEqual(["in_app sent 1", "email sent 1"]);
});

test("a reminder that nags through the night leaves one message for the morning", async () => {
  const { world, replica } = await running(
    { email, quiet_hours: berlinNights },
    "2026-01-05T23:00:00.000Z",
  );
  for (let nag = 0; nag < 4; nag++) {
    const at = `2026-01-05T23:0${nag}:00.000Z`;
    const set = aReminder({ at, status: "pending", nag_minutes: 5, nag_count: nag + 1 });
    await deliver(replica, fired({ version: 2 * nag + 2 }, { at, nag_minutes: 5, nag_count: nag }));
    const again = aTask({ version: 2 * nag + 3, reminders: [set] });
    await deliver(replica, anEvent("task.updated", again));
  }
  await world.clock.advance(8 * hour);
  await sweep(replica);
  expect(world.sent.map(({ metadata }) => metadata.messageId)).toEqual([
    `<r1-${Date.parse("2026-01-05T23:03:00.000Z")}-email@nudge.invalid>`,
  ]);
});

test("a call-off that overtakes its reminder keeps it from being sent", async () => {
  const { world, replica } = await running();
  const off = { task: aTask({ version: 3 }), task_id: "t1", reminder: aReminder() };
  await deliver(replica, anEvent("reminder.canceled", off));
  await deliver(replica, anEvent("task.completed", aTask({ version: 4, status: "completed" })));
  await deliver(replica, fired());
  expect(world.sent).toEqual([]);
  expect(await states(replica)).toEqual(["in_app canceled 0"]);
});

test("a completed task without a reminder that fired costs no read and no write", async () => {
  const { world, replica } = await running();
  const calls: string[] = [];
  world.outage((call) => {
    calls.push(call.path);
    return undefined;
  });
  await deliver(replica, anEvent("task.completed", aTask({ reminders: [] })));
  await deliver(replica, anEvent("task.updated", aTask({ reminders: [] })));
  expect(calls).toEqual([]);
});

test("a mail server that is away is tried five times in an hour, then the SMS goes out", async () => {
  const { world, replica } = await running({ email, sms });
  world.outage((call) => (call.path.endsWith("/mail") ? away : undefined));
  await deliver(replica, fired());
  await played(world, replica, 65 * minute);
  expect(world.sent.map(({ binding }) => binding)).toEqual([...Array(5).fill("mail"), "sms"]);
  expect(world.sent.at(-1)).toMatchObject({
    data: "Reminder: Call mum",
    metadata: { toNumber: "+4915112345678" },
  });
  const { body } = await asks(replica, "GET", "/notifications?status=failed");
  expect(body.items[0].deliveries[1]).toEqual({
    channel: "email",
    status: "failed",
    attempts: 5,
    sent_at: null,
    reason: "the mail service answered 500",
  });
});

test("a webhook is signed with the person's secret and carries a stable id", async () => {
  const { world, replica } = await running({ webhook });
  const secret = (await asks(replica, "GET", "/settings").then(({ body }) => body)).webhook_secret;
  await deliver(replica, fired());
  const [call] = world.hooked;
  const id = `r1-${Date.parse(nine)}-webhook`;
  expect(call?.headers).toMatchObject({ "nudge-event": "reminder", "nudge-delivery": id });
  expect(JSON.parse(String(call?.body))).toEqual({
    id,
    type: "reminder",
    at: nine,
    task: { id: "t1", title: "Call mum", due_date: null },
    reminder_id: "r1",
  });
  const t = Date.parse(nine) / 1_000;
  const v1 = createHmac("sha256", secret).update(`${t}.${call?.body}`).digest("hex");
  expect(call?.headers["nudge-signature"]).toBe(`t=${t},v1=${v1}`);
});

test.each([
  ["is refused, it has failed at once", 404, "webhook failed 1"],
  ["is told to come later, it waits", 429, "webhook waiting 1"],
  ["meets a failing server, it waits", 503, "webhook waiting 1"],
])("when a webhook %s", async (_, status, expected) => {
  const { world, replica } = await running({ webhook });
  world.hooksAnswer(() => Promise.resolve({ status }));
  await deliver(replica, fired());
  expect(await states(replica)).toEqual(["in_app sent 1", expected]);
});

test.each([
  [new TerminalError("url: https://example.org is private"), "webhook failed 1"],
  [new RetryableError("url: https://example.org is away"), "webhook waiting 1"],
])("%s decides whether a webhook is tried again", async (thrown, expected) => {
  const { world, replica } = await running({ webhook });
  world.hooksAnswer(() => Promise.reject(thrown));
  await deliver(replica, fired());
  expect(await states(replica)).toEqual(["in_app sent 1", expected]);
});

test("one person's hanging webhook holds up nobody's events and no other person", async () => {
  const { world, replica } = await running({ webhook });
  const hanging = Promise.withResolvers<{ status: number }>();
  world.hooksAnswer(() => hanging.promise);
  expect(await deliver(replica, fired())).toBe("SUCCESS");
  const bob = { "nudge-user-id": "bob" };
  expect((await asks(replica, "PUT", "/settings", { email }, bob)).status).toBe(200);
  expect(await deliver(replica, fired({ user_id: "bob" }))).toBe("SUCCESS");
  expect(world.sent).toHaveLength(1);
  hanging.resolve({ status: 200 });
  await quiet();
  expect(await states(replica)).toEqual(["in_app sent 1", "webhook sent 1"]);
});

test("no two mails are on their way at once", async () => {
  const { world, replica } = await running();
  let [open, most] = [0, 0];
  const users = Array.from({ length: 5 }, (_, n) => `p${n}`);
  for (const user of users) {
    await asks(replica, "PUT", "/settings", { email }, { "nudge-user-id": user });
  }
  world.slowBindings(async () => {
    most = Math.max(most, ++open);
    await turns(3);
    open--;
  });
  await Promise.all(users.map((user_id) => deliver(replica, fired({ user_id }))));
  expect(world.sent).toHaveLength(5);
  expect(most).toBe(1);
});

test("a stop waits for the try that is on its way, and begins no other", async () => {
  const { world, replica } = await running({ webhook, email, order: ["webhook"], delivery: "all" });
  const hanging = Promise.withResolvers<{ status: number }>();
  world.hooksAnswer(() => hanging.promise);
  await deliver(replica, fired());
  let closed = false;
  const closing = replica.close().then(() => {
    closed = true;
  });
  await quiet();
  expect(closed).toBe(false);
  hanging.resolve({ status: 200 });
  await closing;
  const next = await world.restart();
  expect(await states(next)).toEqual(["in_app sent 1", "webhook sent 1", "email waiting 0"]);
  await sweep(next);
  expect(await states(next)).toEqual(["in_app sent 1", "webhook sent 1", "email sent 1"]);
});

test("one person whose notices cannot be read keeps nobody else from being served", async () => {
  const { world, replica } = await running();
  const users = Array.from({ length: 120 }, (_, n) => `p${n}`);
  world.outage((call) => (call.path.endsWith("/mail") ? away : undefined));
  for (const user of users) {
    await asks(replica, "PUT", "/settings", { email }, { "nudge-user-id": user });
    await deliver(replica, fired({ user_id: user }));
  }
  await world.clock.advance(minute);
  world.outage(({ method, path }) =>
    method === "GET" && path.endsWith(encodeURIComponent("delivery:p0")) ? away : undefined,
  );
  const before = world.sent.length;
  expect(await sweep(replica)).toBe(503);
  await quiet();
  expect(world.sent.length - before).toBe(119);
});

test("when all is sent the person's mark goes, and a sweep looks at nobody", async () => {
  const { world, replica } = await running();
  await deliver(replica, fired());
  await played(world, replica, 6 * minute);
  const shards = [...world.store.values()].filter(([key]) => key.startsWith("waiting:"));
  expect(shards.map(([, value]) => value)).toEqual([{ people: [] }]);
});

test("a sweep that takes longer than the pause between two is not begun a second time", async () => {
  const { world, replica } = await running();
  let looks = 0;
  world.outage((call) => {
    if (call.path.endsWith("/bulk")) looks++;
    return undefined;
  });
  await Promise.all([sweep(replica), sweep(replica), sweep(replica)]);
  expect(looks).toBe(1);
  await sweep(replica);
  expect(looks).toBe(2);
});

test("a sweep that meets a store that is away fails, so that it is seen, and the next one works", async () => {
  const { world, replica } = await running();
  world.outage((call) => (call.path.endsWith("/mail") ? away : undefined));
  await deliver(replica, fired());
  await world.clock.advance(minute);
  world.outage((call) => (writtenKey(call) === "delivery:anna" ? away : undefined));
  expect(await sweep(replica)).toBe(503);
  world.outage(undefined);
  expect(await sweep(replica)).toBe(200);
  expect(await states(replica)).toEqual(["in_app sent 1", "email sent 2"]);
});

test("an event of somebody else's task is set aside", async () => {
  const { world, replica } = await running();
  const event = fired();
  const forged = { ...event, data: { ...event.data, user_id: "eve", event_id: "eve:2" } };
  expect(await deliver(replica, forged)).toBe("SUCCESS");
  expect(world.store.published.map(({ topic }) => topic)).toEqual(["dlq-events"]);
  expect(world.sent).toEqual([]);
});
