import { describe, expect, test } from "vitest";
import type { Book } from "./book.ts";
import { claimed, filed, type Outcome, passedOver, recorded, withoutWaiting } from "./decide.ts";
import { aBook, aDelivery, aHook, mondayMs } from "./testing/given.ts";

const minuteMs = 60_000;
const created = { seq: 1, type: "task.created" };
const delivered: Outcome = { kind: "delivered", http_status: 204 };
const failed: Outcome = { kind: "failed", http_status: 503, reason: "answered 503" };

describe("an event", () => {
  test("is filed for each hook that wants it", () => {
    const hooks = [
      aHook({ id: "all" }),
      aHook({ id: "mine", events: ["task.deleted", "task.created"] }),
      aHook({ id: "others", events: ["task.deleted"] }),
      aHook({ id: "off", active: false }),
    ];
    const { deliveries, seen } = filed(aBook({ hooks }), created, mondayMs);

    expect(deliveries).toEqual([aDelivery({ hook: "all" }), aDelivery({ hook: "mine" })]);
    expect(seen).toEqual([[1, 1]]);
  });

  test("is filed once, also after another one came and when it is late", () => {
    const once = filed(aBook(), { seq: 2, type: "task.updated" }, mondayMs);
    const both = filed(once, created, mondayMs);

    expect(both.deliveries.map(({ seq }) => seq)).toEqual([2, 1]);
    expect(filed(both, created, mondayMs)).toBe(both);
    expect(filed(both, { seq: 2, type: "task.updated" }, mondayMs)).toBe(both);
  });

  test("that was passed over is not filed later", () => {
    const passed = passedOver(aBook(), 1);

    expect(filed(passed, created, mondayMs)).toBe(passed);
    expect(passedOver(passed, 1)).toBe(passed);
  });
});

describe("a queue of more than 1,000", () => {
  const full = Array.from({ length: 1_000 }, (_, i) => aDelivery({ seq: i + 1 }));
  const overfull = filed(
    aBook({ deliveries: full }),
    { seq: 1_001, type: "task.created" },
    mondayMs,
  );

  test("drops the oldest, which is counted and can be seen", () => {
    expect(overfull.hooks[0]?.dropped).toBe(1);
    expect(overfull.deliveries[0]).toMatchObject({
      seq: 1,
      status: "dropped",
      next_ms: null,
      reason: "more than 1000 were waiting",
    });
    expect(overfull.deliveries.filter(({ status }) => status === "waiting")).toHaveLength(1_000);
  });

  test("keeps 50 finished ones of each hook, the newest", () => {
    const done = Array.from({ length: 60 }, (_, i) =>
      aDelivery({ seq: i + 1, status: "delivered", next_ms: null }),
    );
    const { deliveries } = filed(aBook({ deliveries: done }), { seq: 61, type: "x" }, mondayMs);

    expect(deliveries.filter(({ status }) => status === "delivered")).toHaveLength(50);
    expect(deliveries[0]?.seq).toBe(11);
  });
});

describe("a claim", () => {
  test("takes the first five that are due, in the order in which they were filed", () => {
    const deliveries = [
      aDelivery({ seq: 1, next_ms: mondayMs + 1 }),
      ...[2, 3, 4, 5, 6, 7].map((seq) => aDelivery({ seq })),
    ];
    const { claims } = claimed(aBook({ deliveries }), mondayMs);

    expect(claims).toHaveLength(1);
    expect(claims[0]?.deliveries.map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6]);
  });

  test("keeps everybody else from the hook for a minute", () => {
    const { book } = claimed(aBook({ deliveries: [aDelivery()] }), mondayMs);

    expect(claimed(book, mondayMs + minuteMs - 1)).toEqual({ book, claims: [] });
    expect(claimed(book, mondayMs + minuteMs).claims).toHaveLength(1);
  });

  test("leaves a hook alone that is switched off, and one that has nothing to get", () => {
    const deliveries = [aDelivery({ hook: "off" })];
    const before = aBook({ hooks: [aHook({ id: "off", active: false }), aHook()], deliveries });

    expect(claimed(before, mondayMs)).toEqual({ book: before, claims: [] });
  });
});

/** The book after one attempt at the first delivery. */
const tried = (outcome: Outcome, nowMs = mondayMs, before: Book = one) =>
  recorded(before, "h1", [{ seq: 1, outcome }], nowMs);
const one = aBook({ deliveries: [aDelivery()] });

describe("an attempt", () => {
  test("that was answered with 2xx ends the delivery and frees the hook", () => {
    const held = claimed(one, mondayMs).book;
    const { deliveries, hooks } = tried(delivered, mondayMs, held);

    expect(deliveries).toEqual([
      aDelivery({ status: "delivered", attempts: 1, next_ms: null, http_status: 204 }),
    ]);
    expect(hooks).toEqual([aHook()]);
  });

  test("that failed comes again after 1 m, 5 m, 30 m, 2 h, 6 h and 12 h, and is then given up", () => {
    const pauses: (number | null)[] = [];
    let now = mondayMs;
    let before = one;
    for (let attempt = 1; attempt <= 7; attempt++) {
      before = tried(failed, now, before);
      const next = before.deliveries[0]?.next_ms ?? null;
      pauses.push(next === null ? null : (next - now) / minuteMs);
      now = next ?? now;
    }

    expect(pauses).toEqual([1, 5, 30, 120, 360, 720, null]);
    expect(before.deliveries).toEqual([
      aDelivery({
        status: "given_up",
        attempts: 7,
        next_ms: null,
        http_status: 503,
        reason: "answered 503",
      }),
    ]);
  });

  test("that failed gives the server air for half a minute", () => {
    const deliveries = [aDelivery(), aDelivery({ seq: 2 })];
    const later = tried(failed, mondayMs, aBook({ deliveries }));

    expect(claimed(later, mondayMs + 29_999).claims).toEqual([]);
    expect(claimed(later, mondayMs + 30_000).claims[0]?.deliveries).toEqual([
      aDelivery({ seq: 2 }),
    ]);
  });

  test("that can never succeed is given up at once", () => {
    const { deliveries } = tried({ kind: "refused", reason: "it leads inside" });

    expect(deliveries[0]).toMatchObject({ status: "given_up", reason: "it leads inside" });
  });

  test("of a delivery that is finished already changes nothing", () => {
    const done = tried(delivered);

    expect(tried(failed, mondayMs, done).deliveries).toEqual(done.deliveries);
  });

  test("at a hook that was deleted meanwhile changes nothing", () => {
    const before = aBook({ hooks: [] });

    expect(tried(delivered, mondayMs, before)).toBe(before);
  });
});

describe("twenty deliveries given up in a row", () => {
  const nearly = aBook({
    hooks: [aHook({ given_up_in_row: 19 })],
    deliveries: [aDelivery({ attempts: 6 }), aDelivery({ seq: 2 })],
  });

  test("switch the hook off with the reason, and what was waiting is dropped", () => {
    const { hooks, deliveries } = tried(failed, mondayMs, nearly);

    expect(hooks[0]).toMatchObject({
      active: false,
      off_reason: "20 deliveries in a row were given up: answered 503",
    });
    expect(deliveries[1]).toMatchObject({
      status: "dropped",
      next_ms: null,
      reason: "the webhook was switched off",
    });
  });

  test("are no longer in a row when one arrives", () => {
    const { hooks } = tried(delivered, mondayMs, nearly);

    expect(hooks[0]).toMatchObject({ active: true, given_up_in_row: 0 });
  });
});

test("switching off drops what waits for that hook only", () => {
  const deliveries = [aDelivery(), aDelivery({ hook: "h2" })];
  const hooks = [aHook(), aHook({ id: "h2" })];

  expect(
    withoutWaiting(aBook({ hooks, deliveries }), "h1").deliveries.map(({ status }) => status),
  ).toEqual(["dropped", "waiting"]);
});
