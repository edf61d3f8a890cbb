import { beforeEach, describe, expect, test } from "vitest";
import type { Send } from "../../components/model/http.ts";
import { personHeader } from "../shared/kit/door.ts";
import { TerminalError } from "../shared/kit/errors.ts";
import { turns } from "../shared/kit/testing/own-clock.ts";
import { anEvent, ask, aWorld, deliver, type World } from "./testing/a-world.ts";

const wanted = { url: "https://hooks.example/in", events: ["task.created"] };

let world: World;
let channel: Send;

beforeEach(async () => {
  world = aWorld();
  channel = (await world.restart()).channel;
});

const made = async (given: object = wanted, person = "anna") =>
  (await ask(channel, "POST /webhooks", given, person)).body;

describe("a webhook that is made", () => {
  test("is shown with its secret this once", async () => {
    const body = await made();

    expect(body).toEqual({
      id: "r1-000001",
      url: "https://hooks.example/in",
      events: ["task.created"],
      description: "",
      active: true,
      off_reason: null,
      dropped: 0,
      created_at: "2026-01-05T08:00:00.000Z",
      updated_at: "2026-01-05T08:00:00.000Z",
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9_-]{43}$/),
    });
    const { secret: _, ...shown } = body;
    expect((await ask(channel, "GET /webhooks")).body).toEqual({ items: [shown] });
    expect((await ask(channel, "GET /webhooks/r1-000001")).body).toEqual(shown);
  });

  test("under a key is made once, with one secret, and the key is for nothing else", async () => {
    const make = async (given: object, person = "anna") => {
      const { status, body } = await channel({
        method: "POST",
        path: "/webhooks",
        headers: {
          "content-type": "application/json",
          [personHeader]: person,
          "idempotency-key": "once",
        },
        body: JSON.stringify(given),
      });
      return { status, body: JSON.parse(body) };
    };
    const first = await make(wanted);
    expect(first.status).toBe(201);
    expect(await make(wanted)).toEqual(first);
    expect((await ask(channel, "GET /webhooks")).body.items).toHaveLength(1);
    expect(await make({ ...wanted, events: ["*"] })).toMatchObject({
      status: 422,
      body: { errors: [{ field: "Idempotency-Key" }] },
    });
    expect((await make(wanted, "bob")).body.secret).not.toBe(first.body.secret);
  });

  test("is refused at an address inside, with the field's name", async () => {
    world.refuses(
      new TerminalError("url: http://127.0.0.1:3500 does not lead to a public address"),
    );

    expect(await ask(channel, "POST /webhooks", wanted)).toMatchObject({
      status: 422,
      body: {
        code: "invalid",
        errors: [
          { field: "url", message: "http://127.0.0.1:3500 does not lead to a public address" },
        ],
      },
    });
    expect((await ask(channel, "GET /webhooks")).body).toEqual({ items: [] });
  });

  test.each([
    ["url", { events: ["*"] }],
    ["events", { url: wanted.url, events: [] }],
    ["events[0]", { url: wanted.url, events: ["task.create"] }],
    ["secret", { ...wanted, secret: "mine" }],
  ])("is refused with a bad %s", async (field, given) => {
    const { status, body } = await ask(channel, "POST /webhooks", given);

    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [expect.objectContaining({ field })] });
  });

  test("is the eleventh no more", async () => {
    const making = Array.from({ length: 11 }, () => ask(channel, "POST /webhooks", wanted));
    const statuses = (await Promise.all(making)).map(({ status }) => status);

    expect(statuses.sort()).toEqual([...Array.from({ length: 10 }, () => 201), 409]);
    expect((await ask(channel, "POST /webhooks", wanted, "bob")).status).toBe(201);
  });
});

test("a webhook is changed, and what is left out stays", async () => {
  await made();
  await world.clock.advance(1_000);
  const change = { events: ["*"], description: "All of it" };

  expect((await ask(channel, "PATCH /webhooks/r1-000001", change)).body).toMatchObject({
    url: wanted.url,
    events: ["*"],
    description: "All of it",
    active: true,
    updated_at: "2026-01-05T08:00:01.000Z",
  });
});

test("a webhook is not moved to an address inside", async () => {
  await made();
  world.refuses(new TerminalError("url: no"));
  const moved = await ask(channel, "PATCH /webhooks/r1-000001", { url: "http://127.0.0.1/" });

  expect(moved).toMatchObject({ status: 422, body: { errors: [{ field: "url" }] } });
  expect((await ask(channel, "GET /webhooks/r1-000001")).body.url).toBe(wanted.url);
});

test("a secret that is replaced signs no more", async () => {
  const first = await made();
  const second = (await ask(channel, "POST /webhooks/r1-000001/rotate")).body;
  expect(second.secret).not.toBe(first.secret);
  await deliver(channel, anEvent(1));
  await turns(200);

  expect(JSON.stringify([...world.store.values()])).toContain(second.secret);
  expect(JSON.stringify([...world.store.values()])).not.toContain(first.secret);
});

test("a webhook that is deleted is gone, with what it was sent", async () => {
  await made();
  await deliver(channel, anEvent(1));
  await turns(200);
  expect((await ask(channel, "DELETE /webhooks/r1-000001")).status).toBe(204);

  expect((await ask(channel, "DELETE /webhooks/r1-000001")).status).toBe(404);
  expect((await ask(channel, "GET /webhooks/r1-000001/deliveries")).status).toBe(404);
});

test.each([
  "GET /webhooks/r1-000001",
  "PATCH /webhooks/r1-000001",
  "DELETE /webhooks/r1-000001",
  "GET /webhooks/r1-000001/deliveries",
  "POST /webhooks/r1-000001/rotate",
  "POST /webhooks/r1-000001/test",
] as const)("somebody else's webhook is not found: %s", async (route) => {
  await made();
  await made(wanted, "bob");

  expect(await ask(channel, route, {}, "bob")).toMatchObject({
    status: 404,
    body: { code: "not_found" },
  });
  expect(world.received).toEqual([]);
});

describe("a test", () => {
  test("is sent now and says how it went", async () => {
    await made();
    const went = await ask(channel, "POST /webhooks/r1-000001/test");

    expect(went.body).toEqual({ delivered: true, http_status: 204, reason: null });
    expect(JSON.parse(String(world.received[0]?.body))).toMatchObject({
      event_type: "webhook.test",
      user_id: "anna",
      aggregate_id: "r1-000001",
    });
    expect((await ask(channel, "GET /webhooks/r1-000001/deliveries")).body).toEqual({ items: [] });
  });

  test("that fails says why", async () => {
    await made();
    world.answers(async () => ({ status: 404 }));

    expect((await ask(channel, "POST /webhooks/r1-000001/test")).body).toEqual({
      delivered: false,
      http_status: 404,
      reason: "answered 404",
    });
  });
});
