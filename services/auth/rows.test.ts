import { beforeEach, describe, expect, test } from "vitest";
import { daprState, stateKey } from "../shared/kit/state.ts";
import { type MemorySidecar, memorySidecar } from "../shared/kit/testing/memory-sidecar.ts";
import { type OwnClock, ownClock } from "../shared/kit/testing/own-clock.ts";
import { compareAndSet } from "./compare-and-set.ts";
import { accountIdOf, type Rows, rows } from "./rows.ts";
import { sessionsPerPersonMax } from "./session-lists.ts";

let clock: OwnClock;
let sidecar: MemorySidecar;
let kept: Rows;

/** The rows as one replica sees them. */
const replicaOf = (shared: MemorySidecar): Rows => {
  const state = daprState(shared.send);
  return rows({ state, change: compareAndSet(state, clock), clock, keyOf: stateKey });
};

beforeEach(() => {
  clock = ownClock();
  sidecar = memorySidecar(clock.now);
  kept = replicaOf(sidecar);
});

const at = "2026-01-05T08:00:00.000Z";
const times = { createdAt: at, updatedAt: at };
const email = "ada@example.com";

const person = (id: string, more: object = {}) => ({
  id,
  name: "Ada",
  email,
  emailVerified: false,
  isAnonymous: false,
  ...times,
  ...more,
});
const guest = (id: string) =>
  person(id, {
    email: `${id}@guest.invalid`,
    isAnonymous: true,
    createdAt: "2026-01-01T00:00:00Z",
  });
const account = (userId: string, password = "hash") => ({
  id: accountIdOf(userId),
  accountId: userId,
  providerId: "credential",
  userId,
  password,
  ...times,
});
const session = (id: string, hours = 1) => ({
  id,
  token: `token-${id}`,
  userId: "u1",
  expiresAt: new Date(clock.now() + hours * 3_600_000).toISOString(),
  ...times,
});

describe("a sign-up", () => {
  test("that ends before the email is claimed leaves it free", async () => {
    await kept.create("user", person("u1"));
    expect(await kept.byUnique("email", [email])).toEqual([]);

    await kept.create("user", person("u2"));
    await kept.create("account", account("u2"));
    expect(await kept.byUnique("email", [email])).toMatchObject([{ id: "u2" }]);
  });

  test("that loses the race leaves nothing behind", async () => {
    const other = replicaOf(sidecar);
    await Promise.all([kept.create("user", person("u1")), other.create("user", person("u2"))]);
    const outcomes = await Promise.all([
      kept.create("account", account("u1")),
      other.create("account", account("u2")),
    ]);

    expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(1);
    const [winner] = await kept.byUnique("email", [email]);
    const keys = [...sidecar.values().keys()].filter((key) => /^(user|account):/.test(key));
    expect(new Set(keys)).toEqual(
      new Set([`user:${winner?.id}`, `account:${accountIdOf(winner?.id ?? "")}`]),
    );
  });

  test("of a guest that ends before the email is claimed leaves a guest", async () => {
    await kept.create("user", guest("g1"));
    await kept.create("user", person("g1"));

    expect(await kept.byId("user", ["g1"])).toMatchObject([{ isAnonymous: true }]);
    await kept.create("account", account("g1"));
    expect(await kept.byId("user", ["g1"])).toMatchObject([{ isAnonymous: false, email }]);
  });

  test("of a guest whose last write was cut off is completed by whoever asks next", async () => {
    await kept.create("user", guest("g1"));
    await kept.create("user", person("g1"));
    let writes = 0;
    sidecar.intercept((call) => {
      const isWrite = call.method === "POST" && !call.path.endsWith("/bulk");
      // The account and the claim go through; the person's own row does not.
      return isWrite && ++writes > 2 ? { status: 500, headers: {}, body: "down" } : undefined;
    });
    await expect(kept.create("account", account("g1"))).rejects.toThrow("no write got through");
    sidecar.intercept(undefined);

    expect(await kept.byUnique("email", [email])).toMatchObject([{ id: "g1", isAnonymous: false }]);
  });

  test("of somebody who is complete is refused, and the password stays", async () => {
    await kept.create("user", person("u1"));
    await kept.create("account", account("u1"));

    const again = person("u1", { email: "eve@example.com" });
    expect(await kept.create("user", again)).toBe("taken");
    expect(await kept.create("account", account("u1", "other"))).toBe("taken");
    expect(await kept.ofPerson("account", "u1")).toMatchObject([{ password: "hash" }]);
  });

  test("whose answer was lost finds its own row", async () => {
    let lost = false;
    sidecar.intercept((call) => {
      if (lost || call.method !== "POST" || call.path.endsWith("/bulk")) return undefined;
      lost = true;
      void sidecar.send(call);
      return { status: 500, headers: {}, body: "the answer was lost" };
    });

    expect(await kept.create("user", person("u1"))).toMatchObject({ id: "u1" });
    expect(lost).toBe(true);
  });
});

describe("sessions", () => {
  test("are found by token and by person until they end", async () => {
    await kept.create("session", session("s1"));
    await kept.create("session", session("s2", 2));
    expect(await kept.byUnique("token", ["token-s1"])).toMatchObject([{ id: "s1" }]);

    await clock.advance(3_600_000);

    expect(await kept.byUnique("token", ["token-s1"])).toEqual([]);
    expect(await kept.ofPerson("session", "u1")).toMatchObject([{ id: "s2" }]);
  });

  test("whose end moves are found for as long", async () => {
    await kept.create("session", session("s1"));
    await kept.patch("session", "s1", { expiresAt: session("s1", 5).expiresAt });

    await clock.advance(4 * 3_600_000);

    expect(await kept.byUnique("token", ["token-s1"])).toMatchObject([{ id: "s1" }]);
    expect(await kept.ofPerson("session", "u1")).toHaveLength(1);
  });

  test("that were removed are gone, and are not written again by a patch", async () => {
    await kept.create("session", session("s1"));
    await kept.remove("session", "s1");

    expect(await kept.patch("session", "s1", { userAgent: "x" })).toBeUndefined();
    expect(await kept.byUnique("token", ["token-s1"])).toEqual([]);
    expect(await kept.ofPerson("session", "u1")).toEqual([]);
  });

  test("beyond what one person may have end the oldest", async () => {
    for (let n = 0; n <= sessionsPerPersonMax; n++) {
      await kept.create("session", session(`s${n}`));
    }

    expect(await kept.ofPerson("session", "u1")).toHaveLength(sessionsPerPersonMax);
    expect(await kept.byUnique("token", ["token-s0"])).toEqual([]);
  });
});
