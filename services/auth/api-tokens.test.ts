import { beforeEach, describe, expect, test } from "vitest";
import { hashOf } from "../shared/kit/api-tokens.ts";
import { connect } from "../shared/kit/connect.ts";
import { type MemorySidecar, memorySidecar } from "../shared/kit/testing/memory-sidecar.ts";
import { type OwnClock, ownClock } from "../shared/kit/testing/own-clock.ts";
import { ownPorts } from "../shared/kit/testing/own-ports.ts";
import { type ApiTokens, apiTokens } from "./api-tokens.ts";
import { compareAndSet } from "./compare-and-set.ts";
import { auth } from "./service.ts";
import { tokenRoutes } from "./token-routes.ts";

let clock: OwnClock;
let sidecar: MemorySidecar;
let revoked: string[];
let revoke: () => Promise<void>;
let tokens: ApiTokens;

/** The tokens as another replica on the same store has them. */
const onStore = (replica: string): ApiTokens => {
  const ports = ownPorts(sidecar.send, { clock, replica });
  const { state, key } = connect(auth, ports);
  return apiTokens({
    state,
    change: compareAndSet(state, clock),
    clock,
    newId: ports.newId,
    revoke: async ({ id }) => {
      await revoke();
      revoked.push(id);
    },
    listKey: (person) => key("tokens", person),
    hashKey: (hash) => key("token", hash),
    ownSecret: async () => "the secret of this installation",
  });
};

beforeEach(() => {
  clock = ownClock();
  sidecar = memorySidecar(clock.now);
  revoked = [];
  revoke = async () => undefined;
  tokens = onStore("r1");
});

const wanted = { name: "Backup", scopes: ["tasks:read" as const], expires_in_days: 90 };

describe("a command that is repeated under its name", () => {
  test("gives the same token again, also at another replica, and makes one", async () => {
    const first = await tokens.make("ada", wanted, "once");
    await clock.advance(60_000);
    expect(await onStore("r2").make("ada", wanted, "once")).toEqual(first);
    expect(await tokens.list("ada")).toHaveLength(1);
    expect(await tokens.holder(hashOf(first.token))).toMatchObject({ user_id: "ada" });
  });

  test("is another one of another person, and under another name", async () => {
    const made = await Promise.all([
      tokens.make("ada", wanted, "once"),
      tokens.make("bob", wanted, "once"),
      tokens.make("ada", wanted, "twice"),
      tokens.make("ada", wanted),
    ]);
    expect(new Set(made.map(({ token }) => token)).size).toBe(4);
  });

  test.each([{ name: "Other" }, { scopes: ["chat" as const] }, { expires_in_days: 1 }])(
    "with %j instead is refused by its key",
    async (other) => {
      const { token } = await tokens.make("ada", wanted, "once");
      await expect(tokens.make("ada", { ...wanted, ...other }, "once")).rejects.toThrow(
        "Idempotency-Key: was used for another token",
      );
      expect(await tokens.list("ada")).toMatchObject([{ name: "Backup" }]);
      await clock.advance(2 * 24 * 3_600_000);
      expect(await tokens.holder(hashOf(token))).toMatchObject({ user_id: "ada" });
    },
  );
});

describe("a token that was made", () => {
  test("is shown with its secret, its scopes and its end", async () => {
    expect(await tokens.make("ada", wanted)).toEqual({
      id: "r1-000001",
      name: "Backup",
      scopes: ["tasks:read"],
      token: expect.stringMatching(/^ndg_[A-Za-z0-9_-]{43}$/),
      created_at: "2026-01-05T08:00:00.000Z",
      expires_at: "2026-04-05T08:00:00.000Z",
    });
  });

  test("leads to its person at every replica", async () => {
    const { token } = await tokens.make("ada", wanted);

    expect(await onStore("r2").holder(hashOf(token))).toEqual({
      id: "r1-000001",
      user_id: "ada",
      scopes: ["tasks:read"],
      expires_at: "2026-04-05T08:00:00.000Z",
    });
  });

  test("is listed without its secret, to its person only", async () => {
    await tokens.make("ada", wanted);

    expect(await tokens.list("ada")).toEqual([
      {
        id: "r1-000001",
        name: "Backup",
        scopes: ["tasks:read"],
        created_at: "2026-01-05T08:00:00.000Z",
        expires_at: "2026-04-05T08:00:00.000Z",
      },
    ]);
    expect(await tokens.list("bob")).toEqual([]);
  });

  test("stands nowhere in the store", async () => {
    const { token } = await tokens.make("ada", wanted);

    expect(JSON.stringify([...sidecar.values()])).not.toContain(token.slice(4));
  });

  test("runs out", async () => {
    const { token } = await tokens.make("ada", { ...wanted, expires_in_days: 1 });
    await clock.advance(24 * 3_600_000);

    expect(await tokens.holder(hashOf(token))).toBeUndefined();
    expect(await tokens.list("ada")).toEqual([]);
  });
});

describe("twenty tokens", () => {
  test("are the most that a person has, also when made at once", async () => {
    const replicas = [onStore("r2"), onStore("r3")];
    const making = Array.from({ length: 24 }, (_, i) => replicas[i % 2]?.make("ada", wanted));
    const made = await Promise.allSettled(making);

    const refused = made.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({
      code: "conflict",
      message: "you have 20 API tokens; delete one first",
    });
    expect(await tokens.list("ada")).toHaveLength(20);
    await expect(tokens.make("bob", wanted)).resolves.toMatchObject({ name: "Backup" });
  });
});

describe("a token that was deleted", () => {
  test("leads to nobody, and every door is told", async () => {
    const { id, token } = await tokens.make("ada", wanted);
    await tokens.remove("ada", id);

    expect(await tokens.holder(hashOf(token))).toBeUndefined();
    expect(await tokens.list("ada")).toEqual([]);
    expect(revoked).toEqual([id]);
  });

  test("cannot be deleted again, nor by somebody else", async () => {
    const { id, token } = await tokens.make("ada", wanted);
    await expect(tokens.remove("bob", id)).rejects.toMatchObject({ code: "not_found" });
    expect(await tokens.holder(hashOf(token))).toMatchObject({ id });

    await tokens.remove("ada", id);
    await expect(tokens.remove("ada", id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("is still listed when the doors could not be told, so that it can be deleted again", async () => {
    const { id } = await tokens.make("ada", wanted);
    revoke = () => Promise.reject(new Error("the bus is away"));
    await expect(tokens.remove("ada", id)).rejects.toThrow("the bus is away");

    revoke = async () => undefined;
    await tokens.remove("ada", id);
    expect(await tokens.list("ada")).toEqual([]);
  });
});

describe("the routes", () => {
  const ask = (path: string, init: RequestInit = {}) =>
    tokenRoutes(tokens).request(path, {
      ...init,
      headers: { "content-type": "application/json", "nudge-user-id": "ada" },
    });

  test("answer 201 with what no one may keep", async () => {
    const body = JSON.stringify({ name: "Backup", scopes: ["chat"] });
    const answer = await ask("/tokens", { method: "POST", body });

    expect(answer.status).toBe(201);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toMatchObject({ expires_at: "2026-04-05T08:00:00.000Z" });
    expect(await (await ask("/tokens")).json()).toMatchObject({ items: [{ name: "Backup" }] });
    expect((await ask("/tokens/r1-000001", { method: "DELETE" })).status).toBe(204);
  });

  test.each([
    ["a door that asks in a person's name about a token", "/token-holders/aa", "ada"],
    ["nobody's tokens", "/tokens", undefined],
  ])("refuse %s", async (_, path, person) => {
    const refusal = tokenRoutes(tokens);
    let thrown: unknown;
    refusal.onError((error, c) => {
      thrown = error;
      return c.text("refused", 403);
    });
    await refusal.request(
      path,
      person === undefined ? {} : { headers: { "nudge-user-id": person } },
    );
    expect(thrown).toMatchObject({ code: "forbidden" });
  });
});
