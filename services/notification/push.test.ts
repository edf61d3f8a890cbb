import { describe, expect, test, vi } from "vitest";
import { TerminalError } from "../shared/kit/errors.ts";
import { aBrowser } from "./testing/a-browser.ts";
import { berlinNights, email, nine, sms } from "./testing/given.ts";
import {
  asks,
  aWorld,
  away,
  deliver,
  fired,
  type Replica,
  sweep,
} from "./testing/notification-in-memory.ts";
import { pushVariables } from "./testing/push-variables.ts";

const path = "/notifications/push";
/** Each pause before another try at the store is a pause of the world's clock. */
const patience = { timeout: 20_000, interval: 5 };
const endpointOf = (n: number) => `https://push.example.org/send/${n}`;

async function running(settings: object = {}, startIso = nine) {
  const world = aWorld(startIso, pushVariables);
  const replica = await world.restart();
  await asks(replica, "PUT", "/settings", settings);
  return { world, replica };
}

const subscribed = async (replica: Replica, n = 1, headers = {}) =>
  asks(replica, "POST", path, aBrowser(endpointOf(n)).subscription, headers);

async function states(replica: Replica): Promise<string[]> {
  const { body } = await asks(replica, "GET", "/notifications");
  const items: { deliveries: { channel: string; status: string }[] }[] = body.items;
  return items.flatMap(({ deliveries }) => deliveries.map((one) => `${one.channel} ${one.status}`));
}

describe("a browser", () => {
  test("is switched on, listed without its keys, and switched off", async () => {
    const { replica } = await running();
    const made = await subscribed(replica);
    const shown = { id: made.body.id, endpoint: endpointOf(1), created_at: nine };
    expect([made.status, made.body]).toEqual([201, shown]);
    expect((await asks(replica, "GET", path)).body).toEqual({ items: [shown] });
    expect(await off(replica, made.body.id)).toBe(204);
    expect(await off(replica, made.body.id)).toBe(404);
    expect((await asks(replica, "GET", path)).body).toEqual({ items: [] });
  });

  test("that is switched on again is there once, with its newest keys", async () => {
    const { world, replica } = await running();
    const again = { "idempotency-key": "again" };
    const first = await subscribed(replica, 1, again);
    const second = await subscribed(replica, 1, again);
    expect(second.body).toEqual(first.body);
    await deliver(replica, fired());
    expect(world.hooked).toHaveLength(1);
  });

  test("is the eleventh: switch one off first", async () => {
    const { replica } = await running();
    for (let n = 0; n < 10; n++) expect((await subscribed(replica, n)).status).toBe(201);
    expect(await subscribed(replica, 10)).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });
    expect((await subscribed(replica, 9)).status).toBe(201);
  });

  test("of somebody else is neither seen nor switched off", async () => {
    const { replica } = await running();
    const { body } = await subscribed(replica);
    const eve = { "nudge-user-id": "eve" };
    expect((await asks(replica, "GET", path, undefined, eve)).body).toEqual({ items: [] });
    const refused = await asks(replica, "DELETE", `${path}/${body.id}`, undefined, eve);
    expect(refused.status).toBe(404);
    expect((await asks(replica, "GET", path)).body.items).toHaveLength(1);
  });

  const { keys } = aBrowser().subscription;
  test.each([
    ["endpoint", { endpoint: "ftp://push.example.org", keys }],
    ["endpoint", { endpoint: "http://push.example.org/1", keys }],
    ["endpoint", { endpoint: `https://push.example.org/${"x".repeat(1_024)}`, keys }],
    ["keys.p256dh", { endpoint: endpointOf(1), keys: { ...keys, p256dh: "short" } }],
    ["keys.p256dh", { endpoint: endpointOf(1), keys: { ...keys, p256dh: `B${"A".repeat(86)}` } }],
    ["keys.auth", { endpoint: endpointOf(1), keys: { ...keys, auth: "short" } }],
    ["user_id", { endpoint: endpointOf(1), keys, user_id: "eve" }],
  ])("with a wrong %s is refused, and nothing is kept", async (field, body) => {
    const { world, replica } = await running();
    const before = [...world.store.values()];
    const refused = await asks(replica, "POST", path, body);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect([...world.store.values()]).toEqual(before);
  });

  test("whose push service is inside is refused, with the reason", async () => {
    const { world, replica } = await running();
    world.checkAnswers(() => Promise.reject(new TerminalError("url: https://x.org is private")));
    const { body } = await subscribed(replica);
    expect(body.errors).toEqual([{ field: "endpoint", message: "https://x.org is private" }]);
  });

  const off = async (replica: Replica, id: string) => {
    const call = { method: "DELETE", path: `${path}/${id}`, body: "" } as const;
    return (await replica.channel({ ...call, headers: { "nudge-user-id": "anna" } })).status;
  };
});

describe("without keys", () => {
  test("the settings say so, and no browser is taken", async () => {
    const replica = await aWorld().restart();
    expect((await asks(replica, "GET", "/settings")).body.push_public_key).toBeNull();
    expect(await subscribed(replica)).toMatchObject({ status: 409 });
  });

  test("browsers that were switched on before are passed over", async () => {
    const { world, replica } = await running({ email });
    await subscribed(replica);
    const next = await world.restart({});
    await deliver(next, fired());
    expect(await states(next)).toEqual(["in_app sent", "push failed", "email sent"]);
  });
});

describe("a reminder", () => {
  test("goes to each browser, and then not by mail", async () => {
    const { world, replica } = await running({ email });
    for (const n of [1, 2]) await subscribed(replica, n);
    await deliver(replica, fired());
    expect(world.hooked.map(({ url }) => url)).toEqual([endpointOf(1), endpointOf(2)]);
    expect(world.sent).toEqual([]);
    expect(await states(replica)).toEqual(["in_app sent", "push sent"]);
  });

  test("goes by mail alone when push is switched off, or no browser is there", async () => {
    const { world, replica } = await running({ email });
    await deliver(replica, fired());
    await asks(replica, "PUT", "/settings", { email, push: { enabled: false } });
    await subscribed(replica);
    await deliver(replica, fired({ id: "t2", version: 5 }, { id: "r2" }));
    expect(world.hooked).toEqual([]);
    expect(world.sent).toHaveLength(2);
  });

  test("goes to the next channel when the browser is gone, which is then forgotten", async () => {
    const { world, replica } = await running({ sms });
    await subscribed(replica);
    world.hooksAnswer(() => Promise.resolve({ status: 410 }));
    await deliver(replica, fired());
    expect(await states(replica)).toEqual(["in_app sent", "push failed", "sms sent"]);
    expect((await asks(replica, "GET", path)).body.items).toEqual([]);
    await deliver(replica, fired({ id: "t2", version: 5 }, { id: "r2" }));
    expect(world.hooked).toHaveLength(1);
  });

  test("that arrived at one browser stays sent when another one cannot be forgotten", async () => {
    const { world, replica } = await running();
    for (const n of [1, 2]) await subscribed(replica, n);
    const answers = [410, 201];
    world.hooksAnswer(() => Promise.resolve({ status: answers.shift() ?? 201 }));
    world.outage((call) =>
      call.method === "POST" && call.body.includes("settings:anna") && answers.length === 0
        ? away
        : undefined,
    );
    await deliver(replica, fired());
    await vi.waitFor(async () => {
      expect(await states(replica)).toEqual(["in_app sent", "push sent"]);
    }, patience);
    expect(world.log.lines.map(({ event }) => event)).toContain("push.not-forgotten");
    expect(world.hooked).toHaveLength(2);
  });

  test("is kept as an intent before it goes out, and is tried again when the service fails", async () => {
    const { world, replica } = await running();
    await subscribed(replica);
    const kept: unknown[] = [];
    world.hooksAnswer(() => {
      kept.push(world.store.values().get("delivery:anna"));
      return Promise.resolve({ status: kept.length === 1 ? 503 : 201 });
    });
    await deliver(replica, fired());
    expect(kept).toMatchObject([{ notices: [{ deliveries: [{}, { status: "sending" }] }] }]);
    await world.clock.advance(60_000);
    await sweep(replica);
    expect(await states(replica)).toEqual(["in_app sent", "push sent"]);
    const [first, second] = world.hooked.map(({ headers }) => headers.topic);
    expect(second).toBe(first);
  });

  test("waits for the end of the quiet hours", async () => {
    const { world, replica } = await running(
      { quiet_hours: berlinNights },
      "2026-01-06T05:58:00.000Z",
    );
    await subscribed(replica);
    await deliver(replica, fired());
    expect([world.hooked, await states(replica)]).toEqual([[], ["in_app sent", "push waiting"]]);
    await world.clock.advance(3 * 60_000);
    await sweep(replica);
    expect(await states(replica)).toEqual(["in_app sent", "push sent"]);
  });
});

test("a test message goes to the browsers; without one there is nothing to test", async () => {
  const { world, replica } = await running();
  const ask = () => asks(replica, "POST", "/settings/test", { channel: "push" });
  expect(await ask()).toMatchObject({ status: 422, body: { errors: [{ field: "channel" }] } });
  await subscribed(replica);
  expect((await ask()).body).toEqual({ channel: "push", status: "sent", reason: null });
  expect(world.hooked).toHaveLength(1);
});

test("browsers outlive a change of the settings, and change no version of them", async () => {
  const { replica } = await running();
  const { etag } = (await asks(replica, "GET", "/settings")).headers;
  await subscribed(replica);
  const put = await asks(replica, "PUT", "/settings", { email }, { "if-match": etag ?? "" });
  expect(put.status).toBe(200);
  expect((await asks(replica, "GET", path)).body.items).toHaveLength(1);
});
