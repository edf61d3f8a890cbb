import { describe, expect, test } from "vitest";
import { RetryableError } from "../shared/kit/errors.ts";
import { Problem } from "../shared/kit/problem.ts";
import { daprState, stateKey } from "../shared/kit/state.ts";
import { memorySidecar } from "../shared/kit/testing/memory-sidecar.ts";
import { limitsRate, type RateLimiter, rateLimiter } from "./rate.ts";
import { ownClock } from "./testing/a-gateway.ts";

/** Two replicas of the door that share one store and one clock. */
function replicas() {
  const clock = ownClock();
  const sidecar = memorySidecar(clock.now);
  const limiter = () =>
    rateLimiter({
      state: daprState(sidecar.send),
      clock,
      key: (person, rateClass, window) => stateKey("rate", person, rateClass, window),
    });
  return { clock, sidecar, one: limiter(), other: limiter() };
}

/** Asks so often at once; how many passed, and what the others were told. */
async function asked(limiters: readonly RateLimiter[], times: number, person = "ada") {
  const counts = limiters.flatMap((limiter) =>
    Array.from({ length: times }, () => limiter.count(person, "rest")),
  );
  const results = await Promise.allSettled(counts);
  const refusals = results.flatMap((r) => (r.status === "rejected" ? [r.reason] : []));
  return { passed: results.length - refusals.length, refusals };
}

const refusalOf = (counting: Promise<void>): Promise<unknown> =>
  counting.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe("the limit of a person", () => {
  test("lets exactly 120 of 400 pass that come at once over two replicas", async () => {
    const { one, other } = replicas();

    const { passed, refusals } = await asked([one, other], 200);

    expect(passed).toBe(120);
    expect(refusals).toHaveLength(280);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: "too_many_requests" });
  });

  test("is the person's own: another one is not held up", async () => {
    const { one } = replicas();
    await asked([one], 121);

    expect(await asked([one], 120, "bob")).toEqual({ passed: 120, refusals: [] });
  });

  test("is 10 for chat, which does not use up the rest", async () => {
    const { one } = replicas();
    const chat = await Promise.allSettled(
      Array.from({ length: 15 }, () => one.count("ada", "chat")),
    );

    expect(chat.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect((await asked([one], 120)).passed).toBe(120);
  });

  test("begins anew when the minute turns, and not a moment earlier", async () => {
    const { one, other, clock } = replicas();
    await asked([one, other], 200);

    clock.advance(59_999);
    expect((await asked([one, other], 1)).passed).toBe(0);
    clock.advance(1);
    expect((await asked([one, other], 200)).passed).toBe(120);
  });

  test("does not carry an unused lease into the next minute", async () => {
    const { one, clock } = replicas();
    await one.count("ada", "rest");
    clock.advance(60_000);

    expect((await asked([one], 200)).passed).toBe(120);
  });

  test("holds for a replica that starts in the middle of the minute", async () => {
    const { one, other } = replicas();
    await asked([one], 120);

    expect((await asked([other], 5)).passed).toBe(0);
  });
});

describe("a refusal", () => {
  test("says how many whole seconds are left of the minute", async () => {
    const { one, clock } = replicas();
    await asked([one], 120);
    clock.advance(17_500);

    const refusal = await refusalOf(one.count("ada", "rest"));

    expect(refusal).toBeInstanceOf(Problem);
    expect(refusal).toMatchObject({
      code: "too_many_requests",
      details: {
        detail: "at most 120 requests a minute; try again in 43 s",
        retryAfterSeconds: 43,
      },
    });
  });

  test("is never 0 seconds long", async () => {
    const { one, clock } = replicas();
    await asked([one], 120);
    clock.advance(59_999);

    expect(await refusalOf(one.count("ada", "rest"))).toMatchObject({
      details: { retryAfterSeconds: 1 },
    });
  });

  test("costs the store nothing once the minute is known to be used up", async () => {
    const { one, sidecar } = replicas();
    await asked([one], 121);
    let calls = 0;
    sidecar.intercept(() => {
      calls++;
      return undefined;
    });

    expect((await asked([one], 50)).passed).toBe(0);
    expect(calls).toBe(0);
  });
});

describe("the store", () => {
  test("is written 12 times for the 120 requests of a minute", async () => {
    const { one, sidecar } = replicas();
    let writes = 0;
    sidecar.intercept(({ method }) => {
      if (method === "POST") writes++;
      return undefined;
    });

    for (let i = 0; i < 120; i++) await one.count("ada", "rest");

    expect(writes).toBe(12);
  });

  test("that is away lets nobody through: it is tried again later", async () => {
    const { one, sidecar } = replicas();
    sidecar.intercept(() => ({ status: 500, headers: {}, body: "down" }));

    expect(await refusalOf(one.count("ada", "rest"))).toBeInstanceOf(RetryableError);

    sidecar.intercept(undefined);
    expect(await asked([one], 120)).toEqual({ passed: 120, refusals: [] });
  });

  test("that reads but cannot write lets nobody through", async () => {
    const { one, sidecar } = replicas();
    let writes = 0;
    sidecar.intercept(({ method }) => {
      if (method !== "POST") return undefined;
      writes++;
      return { status: 500, headers: {}, body: "read only" };
    });

    expect(await refusalOf(one.count("ada", "rest"))).toBeInstanceOf(RetryableError);
    expect(writes).toBe(3);
  });

  test("may keep a write that it called failed: fewer pass, never more", async () => {
    const { one, sidecar } = replicas();
    let kept: Promise<unknown> = Promise.resolve();
    let lost = false;
    sidecar.intercept((call) => {
      if (call.method !== "POST" || lost) return undefined;
      lost = true;
      kept = sidecar.send(call);
      return { status: 500, headers: {}, body: "the answer was lost" };
    });

    const { passed } = await asked([one], 200);
    await kept;

    expect(lost).toBe(true);
    expect(passed).toBe(110);
  });

  test.each([-1, 1.5, "none", null, { used: 0 }])(
    "with the damaged count %j closes the minute and does not open it",
    async (damaged) => {
      const { one, clock, sidecar } = replicas();
      const key = stateKey("rate", "ada", "rest", clock.now() / 60_000);
      await daprState(sidecar.send).set(key, damaged, { when: "none" });

      expect((await asked([one], 10)).passed).toBe(0);
    },
  );

  test("forgets a minute soon after it has passed", async () => {
    const { one, clock, sidecar } = replicas();
    await one.count("ada", "rest");
    expect(sidecar.values().size).toBe(1);

    clock.advance(120_000);
    expect(sidecar.values().size).toBe(0);
  });
});

describe("the setting RATE_LIMIT", () => {
  test.each([
    [undefined, true],
    ["on", true],
    ["off", false],
  ])("%s is %s", (setting, limits) => {
    expect(limitsRate(setting)).toBe(limits);
  });

  test.each(["", "OFF", "no", "0"])("refuses %j and names the words that are known", (setting) => {
    expect(() => limitsRate(setting)).toThrow(
      `api-gateway: RATE_LIMIT: "${setting}" is unknown; use "on" or "off"`,
    );
  });
});
