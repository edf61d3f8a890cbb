import { beforeEach, describe, expect, test } from "vitest";
import type { Send } from "../../components/model/http.ts";
import type { Running } from "../shared/kit/host.ts";
import { turns } from "../shared/kit/testing/own-clock.ts";
import { anEvent, ask, aWorld, deliver, sweep, type World } from "./testing/a-world.ts";

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

describe("a process that dies", () => {
  test("after it filed an event has promised it: another one sends it", async () => {
    await aWebhook();
    // What the dying process has claimed never ends.
    world.answers(() => new Promise(() => undefined));
    await deliver(channel, anEvent(1));
    await settled();

    world.answers(async () => ({ status: 200 }));
    const next = (await world.restart("r2")).channel;
    await sweep(next);
    expect(world.received).toHaveLength(1);
    await world.clock.advance(minuteMs);
    await sweep(next);

    expect(world.received).toHaveLength(2);
  });

  test("while it sends has noted when somebody else may: after its lease", async () => {
    await aWebhook();
    world.answers(async () => ({ status: 503 }));
    await deliver(channel, anEvent(1));
    await settled();
    // The second attempt begins late, at the last sweep that sees the note, and never ends.
    await world.clock.advance(6 * minuteMs + 59_000);
    world.answers(() => new Promise(() => undefined));
    sweep(channel).catch(() => undefined);
    await settled();
    expect(world.received).toHaveLength(2);

    world.answers(async () => ({ status: 200 }));
    const next = (await world.restart("r2")).channel;
    for (let half = 0; half < 4; half++) {
      await sweep(next);
      await world.clock.advance(30_000);
    }
    expect(world.received).toHaveLength(3);
  });

  test("before it claimed what it filed has noted it for the next sweep", async () => {
    await aWebhook();
    world.store.intercept(({ body }) =>
      /"held_until_ms":[1-9]/.test(body) ? { status: 500, headers: {}, body: "away" } : undefined,
    );
    expect(await deliver(channel, anEvent(1))).toBe("SUCCESS");
    await settled();
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ event: "webhook.interrupted" }),
    );
    expect(world.received).toEqual([]);

    world.store.intercept(undefined);
    await sweep((await world.restart("r2")).channel);
    expect(world.received).toHaveLength(1);
  });

  test("before it filed an event leaves it to the next delivery", async () => {
    await aWebhook();
    world.store.intercept(({ path, body }) =>
      path.startsWith("/v1.0/state") && body.includes('"key":"book:')
        ? { status: 500, headers: {}, body: "away" }
        : undefined,
    );
    expect(await deliver(channel, anEvent(1))).toBe("RETRY");
    expect(world.received).toEqual([]);

    world.store.intercept(undefined);
    expect(await deliver(channel, anEvent(1))).toBe("SUCCESS");
    await settled();
    expect(world.received).toHaveLength(1);
  });
});

test("a stop lets the attempt end that has begun, and leaves the rest to be sent", async () => {
  const { id } = await aWebhook();
  let answer: (answer: { status: number }) => void = () => undefined;
  world.answers(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  await deliver(channel, anEvent(1));
  await deliver(channel, anEvent(2));
  await settled();
  const closing = running.close();
  answer({ status: 200 });
  await closing;

  expect(await deliveriesOf(id)).toMatchObject([
    { event_id: "anna:2", status: "waiting", attempts: 0 },
    { event_id: "anna:1", status: "delivered" },
  ]);
});

test("an event that is no longer kept is given up with the reason", async () => {
  const { id } = await aWebhook();
  world.answers(async () => ({ status: 500 }));
  await deliver(channel, anEvent(1));
  await settled();
  await world.clock.advance(4 * 24 * 60 * minuteMs);
  await sweep(channel);

  expect(await deliveriesOf(id)).toMatchObject([
    { status: "given_up", reason: "the event is not kept any more" },
  ]);
});
