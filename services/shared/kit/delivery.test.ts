import { describe, expect, test } from "vitest";
import { consumes } from "../contracts/consumes.ts";
import { deadLetters } from "../contracts/dead-letters.ts";
import { sessionRevoked } from "../contracts/session-revoked.ts";
import { type AnyHandler, receiver } from "./delivery.ts";
import { RetryableError, TerminalError } from "./errors.ts";
import type { Outgoing } from "./publish.ts";
import { aRevocation } from "./testing/a-service.ts";
import { currentTrace } from "./trace.ts";

const subscription = consumes(sessionRevoked);
const now = "2026-01-05T08:00:00.000Z";

function aReceiver(
  handle: AnyHandler,
  fails = false,
  to = subscription,
  isStoreAway = async () => false,
) {
  const letters: Outgoing[] = [];
  const counted: string[] = [];
  const receive = receiver(to, handle, {
    consumer: "sample",
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    now: () => now,
    setAside: async (letter) => {
      if (fails) throw new Error("broker is away");
      letters.push(letter);
    },
    isStoreAway,
    counted: (_topic, outcome) => counted.push(outcome),
  });
  return { letters, counted, receive };
}

const fail = (error: Error) => () => Promise.reject(error);

describe("an event", () => {
  test("that is handled is done", async () => {
    const seen: unknown[] = [];
    const { receive, counted } = aReceiver(async (event) => void seen.push(event));

    expect(await receive(aRevocation("s1"))).toBe("SUCCESS");
    expect(seen).toMatchObject([{ id: "s1", data: { session_id: "s1" } }]);
    expect(counted).toEqual(["done"]);
  });

  test.each([new RetryableError("away"), new Error("odd")])(
    "that fails with %s comes five times more and is then set aside with the reason",
    async (error) => {
      const { receive, letters } = aReceiver(fail(error));
      const verdicts: string[] = [];
      for (let i = 0; i < 6; i++) verdicts.push(await receive(aRevocation("s1")));

      expect(verdicts).toEqual([...Array(5).fill("RETRY"), "SUCCESS"]);
      expect(letters).toMatchObject([
        {
          topic: { name: "dlq-events" },
          data: {
            original: { id: "s1" },
            error: { message: error.message },
            attempts: 6,
            consumer: "sample",
            first_seen: now,
          },
        },
      ]);
      expect(deadLetters.parse(letters[0]?.data)).toBeDefined();
    },
  );

  test("that can never succeed is set aside at once", async () => {
    const { receive, letters, counted } = aReceiver(fail(new TerminalError("never")));

    expect(await receive(aRevocation("s1"))).toBe("SUCCESS");
    expect(letters).toHaveLength(1);
    expect(counted).toEqual(["dead"]);
  });

  test.each([
    aRevocation("s1", { session_id: 7 }),
    { id: "s1", type: "session.revoked" },
    { ...aRevocation("s1"), data: null },
    "text",
    null,
    7,
  ])("that does not fit its contract never reaches the handler: %j", async (raw) => {
    let handled = 0;
    const { receive, letters } = aReceiver(async () => void handled++);

    expect(await receive(raw)).toBe("SUCCESS");
    expect(handled).toBe(0);
    expect(letters).toMatchObject([{ data: { error: { name: "TerminalError" } } }]);
  });

  test("that cannot even be set aside stays with the broker", async () => {
    const { receive } = aReceiver(fail(new TerminalError("never")), true);

    expect(await receive(aRevocation("s1"))).toBe("RETRY");
  });

  test("that fails while the store is away has all its retries when it is back", async () => {
    let isAway = true;
    const { receive, letters, counted } = aReceiver(
      fail(new RetryableError("down")),
      false,
      subscription,
      async () => isAway,
    );
    for (let i = 0; i < 30; i++) expect(await receive(aRevocation("s1"))).toBe("RETRY");
    isAway = false;
    for (let i = 0; i < 5; i++) expect(await receive(aRevocation("s1"))).toBe("RETRY");

    expect(counted).toEqual(Array(35).fill("retried"));
    expect(await receive(aRevocation("s1"))).toBe("SUCCESS");
    expect(letters).toMatchObject([{ data: { attempts: 6 } }]);
  });

  test("that can never succeed is set aside also while the store is away", async () => {
    const never = fail(new TerminalError("never"));
    const { receive, letters } = aReceiver(never, false, subscription, async () => true);

    expect(await receive(aRevocation("s1"))).toBe("SUCCESS");
    expect(letters).toHaveLength(1);
  });

  test("that succeeded after failures has all its retries again", async () => {
    let failing = true;
    const { receive, letters } = aReceiver(async () => {
      if (failing) throw new Error("down");
    });
    for (let i = 0; i < 5; i++) await receive(aRevocation("s1"));
    failing = false;
    await receive(aRevocation("s1"));
    failing = true;

    expect(await receive(aRevocation("s1"))).toBe("RETRY");
    expect(letters).toEqual([]);
  });

  test("is handled within the trace of the request that caused it", async () => {
    const cause = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    let trace: string | undefined;
    const { receive } = aReceiver(async () => {
      trace = currentTrace();
    });
    await receive({ ...aRevocation("s1"), nudgecause: cause, traceparent: "other" });

    expect(trace).toBe(cause);
  });

  test("with a trace that is a number is handled all the same", async () => {
    const { receive } = aReceiver(async () => undefined);

    expect(await receive({ ...aRevocation("s1"), traceparent: 7, traceid: 7 })).toBe("SUCCESS");
  });
});

test("the reader of dead letters never sets aside: its events come until they are taken", async () => {
  const { receive, letters } = aReceiver(
    fail(new Error("down")),
    false,
    consumes(sessionRevoked, { deadLetter: "none" }),
  );
  for (let i = 0; i < 30; i++) expect(await receive(aRevocation("s1"))).toBe("RETRY");
  expect(letters).toEqual([]);
});
