import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Send } from "../../components/model/http.ts";
import { RetryableError, TerminalError } from "../shared/kit/errors.ts";
import type { Running } from "../shared/kit/host.ts";
import { turns } from "../shared/kit/testing/own-clock.ts";
import { anEvent, ask, aWorld, deliver, deliverAll, sweep, type World } from "./testing/a-world.ts";

const minuteMs = 60_000;
const url = "https://hooks.example/in";

let world: World;
let running: Running;
let channel: Send;

beforeEach(async () => {
  world = aWorld();
  running = await world.restart();
  channel = running.channel;
});

const aWebhook = async (given: object = {}) => {
  const { status, body } = await ask(channel, "POST /webhooks", { url, events: ["*"], ...given });
  expect(status).toBe(201);
  return { id: String(body.id), secret: String(body.secret) };
};
/** What has begun in the background ends. */
const settled = () => turns(200);
const deliveriesOf = async (id: string) =>
  (await ask(channel, `GET /webhooks/${id}/deliveries`)).body.items;

describe("an event", () => {
  test("is posted as it is, signed, under a name that stays the same", async () => {
    const { id, secret } = await aWebhook();
    expect(await deliver(channel, anEvent(7))).toBe("SUCCESS");
    await settled();

    expect(world.received).toHaveLength(1);
    const [call] = world.received;
    expect(call?.url).toBe(url);
    expect(JSON.parse(String(call?.body))).toEqual(anEvent(7));
    const proof = createHmac("sha256", secret).update(`1767600000.${call?.body}`).digest("hex");
    expect(call?.headers).toMatchObject({
      "content-type": "application/json",
      "nudge-event": "task.created",
      "nudge-delivery": `${id}.anna:7`,
      "nudge-signature": `t=1767600000,v1=${proof}`,
    });
    expect(await deliveriesOf(id)).toEqual([
      {
        id: `${id}.anna:7`,
        event_id: "anna:7",
        event_type: "task.created",
        status: "delivered",
        attempts: 1,
        next_attempt_at: null,
        http_status: 204,
        reason: null,
        created_at: "2026-01-05T08:00:00.000Z",
      },
    ]);
  });

  test("is posted once, though it is delivered twice and to two replicas", async () => {
    await aWebhook();
    const other = (await world.restart("r2")).channel;
    await Promise.all([deliver(channel, anEvent(1)), deliver(other, anEvent(1))]);
    await settled();
    await deliver(channel, anEvent(1));
    await settled();

    expect(world.received).toHaveLength(1);
  });

  test("of a person without webhooks leaves nothing behind", async () => {
    await deliver(channel, anEvent(1));
    await settled();

    expect(world.received).toEqual([]);
    expect([...world.store.values().keys()]).toEqual([]);
  });

  test("of another type is not posted, and not to a webhook that comes later", async () => {
    await aWebhook({ events: ["task.deleted"] });
    await deliver(channel, anEvent(1));
    await aWebhook();
    await deliver(channel, anEvent(1));
    await settled();

    expect(world.received).toEqual([]);
  });

  test("is not posted to somebody else", async () => {
    await ask(channel, "POST /webhooks", { url, events: ["*"] }, "bob");
    await deliver(channel, anEvent(1));
    await settled();

    expect(world.received).toEqual([]);
  });

  test("whose id contradicts its person is set aside", async () => {
    await aWebhook();
    await deliver(channel, { ...anEvent(1), event_id: "bob:1" });

    expect(world.store.published).toMatchObject([{ topic: "dlq-events" }]);
    expect(world.received).toEqual([]);
  });

  test("does not wait for a slow server", async () => {
    await aWebhook();
    world.answers(() => new Promise(() => undefined));

    expect(await deliver(channel, anEvent(1))).toBe("SUCCESS");
    expect(await deliver(channel, anEvent(2))).toBe("SUCCESS");
  });
});

test("a burst arrives in the order of the log, one at a time", async () => {
  await aWebhook();
  let open = 0;
  let most = 0;
  world.answers(async () => {
    most = Math.max(most, ++open);
    await turns(3);
    open -= 1;
    return { status: 200 };
  });
  for (let seq = 1; seq <= 12; seq++) await deliver(channel, anEvent(seq));
  await settled();

  const arrived = world.received.map(({ headers }) => headers["nudge-delivery"]?.split(":")[1]);
  expect(arrived).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]);
  expect(most).toBe(1);
});

describe("a batch", () => {
  const batch = [1, 2, 3, 4, 5].map((seq) => anEvent(seq));

  test("arrives in its order, and only once when it comes again", async () => {
    await aWebhook();
    for (let times = 0; times < 2; times++) {
      expect(await deliverAll(channel, batch)).toEqual(batch.map(() => "SUCCESS"));
      await settled();
    }

    const arrived = world.received.map(({ headers }) => headers["nudge-delivery"]?.split(":")[1]);
    expect(arrived).toEqual(["1", "2", "3", "4", "5"]);
  });

  test("of a person without a webhook costs one look at the store", async () => {
    let looks = 0;
    world.store.intercept(() => {
      looks += 1;
      return undefined;
    });

    expect(await deliverAll(channel, batch)).toEqual(batch.map(() => "SUCCESS"));
    expect(looks).toBe(1);
  });
});

test("what comes while a server is slow follows without waiting for a sweep", async () => {
  await aWebhook();
  let answer: (answer: { status: number }) => void = () => undefined;
  world.answers(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  for (let seq = 1; seq <= 12; seq++) await deliver(channel, anEvent(seq));
  await settled();
  expect(world.received).toHaveLength(1);

  world.answers(async () => ({ status: 200 }));
  answer({ status: 200 });
  await settled();
  expect(world.received).toHaveLength(12);
});

test("a slow webhook does not hold up another of the same person", async () => {
  await aWebhook({ url: "https://slow.example/" });
  await aWebhook({ url: "https://quick.example/" });
  world.answers(({ url: to }) =>
    to.startsWith("https://slow") ? new Promise(() => undefined) : Promise.resolve({ status: 200 }),
  );
  for (let seq = 1; seq <= 7; seq++) await deliver(channel, anEvent(seq));
  await settled();

  const quick = world.received.filter(({ url: to }) => to.startsWith("https://quick"));
  expect(quick).toHaveLength(7);
});

describe("a server that fails", () => {
  test("is asked again by the sweep, with the same name and a fresh signature", async () => {
    const { id } = await aWebhook();
    world.answers(async () => ({ status: 500 }));
    await deliver(channel, anEvent(1));
    await settled();
    expect(await deliveriesOf(id)).toMatchObject([
      {
        status: "waiting",
        attempts: 1,
        next_attempt_at: "2026-01-05T08:01:00.000Z",
        http_status: 500,
        reason: "answered 500",
      },
    ]);

    world.answers(async () => ({ status: 200 }));
    await world.clock.advance(minuteMs - 1);
    await sweep(channel);
    expect(world.received).toHaveLength(1);

    await world.clock.advance(1_000);
    await sweep(channel);
    const [first, second] = world.received.map(({ headers }) => headers);
    expect(world.received).toHaveLength(2);
    expect(second?.["nudge-delivery"]).toBe(first?.["nudge-delivery"]);
    expect(second?.["nudge-signature"]).not.toBe(first?.["nudge-signature"]);
    expect(await deliveriesOf(id)).toMatchObject([{ status: "delivered", attempts: 2 }]);
  });

  test("is given up after seven attempts, which can be seen", async () => {
    const { id } = await aWebhook();
    world.answers(async () => {
      throw new RetryableError("url: https://hooks.example did not answer in time");
    });
    await deliver(channel, anEvent(1));
    await settled();
    // A sweep each minute forgets what it has seen: every attempt must have noted the next one.
    for (let minute = 0; minute < 22 * 60; minute++) {
      await world.clock.advance(minuteMs);
      await sweep(channel);
    }

    expect(world.received).toHaveLength(7);
    expect(await deliveriesOf(id)).toMatchObject([
      {
        status: "given_up",
        attempts: 7,
        next_attempt_at: null,
        http_status: null,
        reason: "https://hooks.example did not answer in time",
      },
    ]);
  });

  test("gets what was waiting for it when it is back, by a new process, too", async () => {
    await aWebhook();
    world.answers(async () => ({ status: 503 }));
    for (let seq = 1; seq <= 3; seq++) await deliver(channel, anEvent(seq));
    await settled();
    await running.close();

    world.answers(async () => ({ status: 200 }));
    const next = (await world.restart("r2")).channel;
    for (let half = 0; half < 6; half++) {
      await world.clock.advance(30_000);
      await sweep(next);
    }

    const arrived = new Set(world.received.map(({ headers }) => headers["nudge-delivery"]));
    expect(arrived.size).toBe(3);
    expect(world.received).toHaveLength(4);
  });

  test("gets one attempt and then air, however many wait", async () => {
    await aWebhook();
    let fail: (answer: { status: number }) => void = () => undefined;
    world.answers(
      () =>
        new Promise((resolve) => {
          fail = resolve;
        }),
    );
    for (let seq = 1; seq <= 3; seq++) await deliver(channel, anEvent(seq));
    await settled();
    fail({ status: 503 });
    await settled();
    expect(world.received).toHaveLength(1);

    world.answers(async () => ({ status: 503 }));
    await world.clock.advance(30_000);
    await sweep(channel);
    expect(world.received).toHaveLength(2);
  });

  test("that refuses one after the other is asked for all of them in the end", async () => {
    const { id } = await aWebhook();
    world.answers(async () => {
      throw new TerminalError("url: https://hooks.example does not lead to a public address");
    });
    for (let seq = 1; seq <= 15; seq++) await deliver(channel, anEvent(seq));
    await settled();
    for (let half = 0; half < 20; half++) {
      await world.clock.advance(30_000);
      await sweep(channel);
    }

    expect(await deliveriesOf(id)).toMatchObject(
      Array.from({ length: 15 }, () => ({ status: "given_up" })),
    );
  });

  test("that leads inside by now is given up at once", async () => {
    const { id } = await aWebhook();
    world.answers(async () => {
      throw new TerminalError("url: https://hooks.example does not lead to a public address");
    });
    await deliver(channel, anEvent(1));
    await settled();

    expect(await deliveriesOf(id)).toMatchObject([{ status: "given_up", attempts: 1 }]);
  });

  test("twenty times to the end is not asked any more, until it is switched on", async () => {
    const { id } = await aWebhook();
    world.answers(async () => {
      throw new TerminalError("url: https://hooks.example does not lead to a public address");
    });
    for (let seq = 1; seq <= 20; seq++) {
      await deliver(channel, anEvent(seq));
      await settled();
      await world.clock.advance(30_000);
    }
    const { body } = await ask(channel, `GET /webhooks/${id}`);
    expect(body).toMatchObject({
      active: false,
      off_reason:
        "20 deliveries in a row were given up: https://hooks.example does not lead to a public address",
    });
    await deliver(channel, anEvent(21));
    await settled();
    expect(world.received).toHaveLength(20);

    world.answers(async () => ({ status: 200 }));
    const on = await ask(channel, `PATCH /webhooks/${id}`, { active: true });
    expect(on.body).toMatchObject({ active: true, off_reason: null });
    await deliver(channel, anEvent(22));
    await settled();
    expect(world.received).toHaveLength(21);
  });
});
