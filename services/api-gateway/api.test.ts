import { describe, expect, test } from "vitest";
import { aGateway } from "./testing/a-gateway.ts";

const plain = (path: string, init: RequestInit = {}) =>
  new Request(`http://nudge.test${path}`, init);

describe("who calls", () => {
  test.each([
    "/api/tasks",
    "/api/tasks/t1",
    "/api/recurring-tasks",
    "/api/recurring-tasks/r1",
    "/api/reminders/r1/snooze",
    "/api/undo",
    "/api/audit",
    "/api/tokens",
    "/api/tokens/k1",
    "/api/webhooks",
    "/api/webhooks/h1/rotate",
  ])("must be known at %s: without a token it is 401 and reaches nobody", async (path) => {
    const { running, calls } = await aGateway();

    const answer = await running.fetch(plain(path));

    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: "unauthenticated", status: 401 });
    expect(calls).toEqual([]);
  });

  test.each(["Bearer", "Bearer not.a.token", "Basic YWRhOmFkYQ==", "bearer x", "Bearer a b"])(
    "%j is 401",
    async (authorization) => {
      const { ask, calls } = await aGateway();

      expect((await ask("/api/tasks", { headers: { authorization } })).status).toBe(401);
      expect(calls).toEqual([]);
    },
  );

  test("is not believed from a header", async () => {
    const { running, calls } = await aGateway();
    const request = plain("/api/tasks", { headers: { "nudge-user-id": "ada" } });

    expect((await running.fetch(request)).status).toBe(401);
    expect(calls).toEqual([]);
  });

  test("is refused with two Authorization headers, though each would do by itself", async () => {
    const { ask, bearer, calls } = await aGateway();
    const rawHeaders = ["Host", "nudge.test", "Authorization", bearer, "authorization", bearer];

    const answer = await ask("/api/tasks", {}, { incoming: { rawHeaders } });

    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ detail: "Authorization: there are two of it" });
    expect(calls).toEqual([]);
  });

  test("is let in with one Authorization header among the raw ones", async () => {
    const { ask, bearer } = await aGateway();
    const rawHeaders = ["Host", "nudge.test", "AUTHORIZATION", bearer];

    expect((await ask("/api/tasks", {}, { incoming: { rawHeaders } })).status).toBe(200);
  });

  test("is refused once the token has run out", async () => {
    const { ask, clock } = await aGateway();
    expect((await ask("/api/tasks")).status).toBe(200);

    clock.advance(17 * 60_000);
    expect((await ask("/api/tasks")).status).toBe(401);
  });
});

describe("to whom it goes", () => {
  test.each([
    ["GET", "/api/tasks?limit=5", "task", "/tasks?limit=5"],
    ["POST", "/api/tasks/bulk", "task", "/tasks/bulk"],
    ["PATCH", "/api/tasks/t1", "task", "/tasks/t1"],
    [
      "DELETE",
      "/api/recurring-tasks/r1?scope=following",
      "task",
      "/recurring-tasks/r1?scope=following",
    ],
    ["POST", "/api/reminders/r1/dismiss", "task", "/reminders/r1/dismiss"],
    ["POST", "/api/undo", "task", "/undo"],
    ["GET", "/api/audit?limit=5", "audit", "/trail?limit=5"],
    ["POST", "/api/chat", "chat", "/chat"],
    ["GET", "/api/chat?conversation_id=c1", "chat", "/chat?conversation_id=c1"],
    ["POST", "/api/parse", "chat", "/parse"],
    ["PUT", "/api/settings", "notification", "/settings"],
    ["POST", "/api/settings/test", "notification", "/settings/test"],
    ["POST", "/api/notifications/n1/read", "notification", "/notifications/n1/read"],
    ["POST", "/api/notifications/push", "notification", "/notifications/push"],
    ["DELETE", "/api/notifications/push/b1", "notification", "/notifications/push/b1"],
    ["POST", "/api/import?partial=true", "task", "/import?partial=true"],
    ["DELETE", "/api/feed", "task", "/feed"],
    ["POST", "/api/tokens", "auth", "/tokens"],
    ["DELETE", "/api/tokens/k1", "auth", "/tokens/k1"],
    ["POST", "/api/webhooks", "webhook", "/webhooks"],
    ["GET", "/api/webhooks/h1/deliveries", "webhook", "/webhooks/h1/deliveries"],
  ])("%s %s is asked of %s in the person's name", async (method, asked, peer, path) => {
    const { ask, calls } = await aGateway();

    expect((await ask(asked, { method })).status).toBe(200);
    expect(calls).toMatchObject([{ method, peer, path, headers: { "nudge-user-id": "ada" } }]);
  });

  test.each(["/api", "/api/changes", "/api/trail", "/api/tasksx", "/api/events", "/changes"])(
    "%s is nowhere, also for a known person",
    async (path) => {
      const { ask, calls } = await aGateway();

      const answer = await ask(path);

      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: "not_found" });
      expect(calls).toEqual([]);
    },
  );

  test.each([
    ["POST", "/api/tasks"],
    ["PATCH", "/api/tasks/t1"],
    ["DELETE", "/api/recurring-tasks/r1"],
    ["POST", "/api/reminders/r1/snooze"],
    ["POST", "/api/undo"],
  ])("%s %s has a name behind the door, its own or a new one", async (method, path) => {
    const { ask, calls } = await aGateway();

    await ask(path, { method });
    await ask(path, { method, headers: { "idempotency-key": "k1" } });

    expect(calls.map(({ headers }) => headers["idempotency-key"])).toEqual(["id", "k1"]);
  });

  test.each([
    ["GET", "/api/tasks", "which changes nothing"],
    ["POST", "/api/import", "which is known by its body"],
    ["POST", "/api/feed", "whose second answer would undo the first"],
    ["POST", "/api/settings/test", "which would come twice"],
  ])("%s %s, %s, gets none", async (method, path) => {
    const { ask, calls } = await aGateway();

    await ask(path, { method });

    expect(calls).toHaveLength(1);
    expect(calls[0]?.headers).not.toHaveProperty("idempotency-key");
  });

  test("the trail cannot be written to", async () => {
    const { ask, calls } = await aGateway();

    expect((await ask("/api/audit", { method: "POST" })).status).toBe(405);
    expect(calls).toEqual([]);
  });
});

describe("a peer", () => {
  test.each(["/api/tasks", "/api/audit"])("that is away makes %s 503", async (path) => {
    const { ask, peersAreAway } = await aGateway();
    peersAreAway();

    const answer = await ask(path);

    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({ code: "unavailable", status: 503 });
    expect(body).not.toContain("ERR_DIRECT_INVOKE");
  });

  test("that refuses is passed through untouched", async () => {
    const { ask, peersAnswer } = await aGateway();
    const body = '{"type":"/problems/version_mismatch", "code":"version_mismatch","extra":[1]}';
    const headers = { "content-type": "application/problem+json", etag: '"t1.7"' };
    peersAnswer({ status: 412, headers, body });

    const answer = await ask("/api/tasks/t1", { method: "PATCH", body: "{}" });

    expect(answer.status).toBe(412);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("etag")).toBe('"t1.7"');
    expect(await answer.text()).toBe(body);
  });
});

test("an answer with a secret in it says that nobody may keep it", async () => {
  const { ask, peersAnswer } = await aGateway();
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  peersAnswer({ status: 201, headers, body: "{}" });

  const answer = await ask("/api/tokens", { method: "POST", body: "{}" });

  expect(answer.headers.get("cache-control")).toBe("no-store");
});

describe("how often", () => {
  test("120 times a minute, then 429 with the seconds to wait", async () => {
    const { ask, calls, clock } = await aGateway();
    for (let i = 0; i < 120; i++) expect((await ask("/api/tasks")).status).toBe(200);
    clock.advance(20_000);

    const refused = await ask("/api/audit");

    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("40");
    expect(await refused.json()).toMatchObject({ code: "too_many_requests" });
    expect(calls).toHaveLength(120);
    clock.advance(40_000);
    expect((await ask("/api/tasks")).status).toBe(200);
  });

  test("10 times a minute for what is said to the bot, which does not use up the rest", async () => {
    const { ask } = await aGateway();
    const say = () => ask("/api/chat", { method: "POST" });
    for (let i = 0; i < 10; i++) expect((await say()).status).toBe(200);

    expect((await say()).status).toBe(429);
    expect((await ask("/api/chat")).status).toBe(200);
    expect((await ask("/api/parse", { method: "POST" })).status).toBe(200);
  });

  test("strangers do not use up anybody's requests", async () => {
    const { ask, running } = await aGateway();
    for (let i = 0; i < 130; i++) await running.fetch(plain("/api/tasks"));

    expect((await ask("/api/tasks")).status).toBe(200);
  });

  test("nobody counts when RATE_LIMIT is off", async () => {
    const { ask, storeIsDown } = await aGateway({ RATE_LIMIT: "off" });
    storeIsDown();

    for (let i = 0; i < 130; i++) expect((await ask("/api/tasks")).status).toBe(200);
  });

  test("a store that is down is 503 and lets nobody through", async () => {
    const { ask, calls, storeIsDown } = await aGateway();
    storeIsDown();

    const answer = await ask("/api/tasks");

    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain("store is down");
    expect(calls).toEqual([]);
  });

  test("a misspelt RATE_LIMIT does not start", async () => {
    await expect(aGateway({ RATE_LIMIT: "of" })).rejects.toThrow('use "on" or "off"');
  });
});

describe("documents", () => {
  test.each([
    ["/openapi.json", "application/json"],
    ["/docs", "text/html; charset=utf-8"],
    ["/problems/version_mismatch", "text/html; charset=utf-8"],
  ])("%s is open to all and asks nobody", async (path, type) => {
    const { running, calls, storeIsDown } = await aGateway();
    storeIsDown();

    const answer = await running.fetch(plain(path));

    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe(type);
    expect(calls).toEqual([]);
  });

  test.each(["/problems/none", "/problems/toString", "/problems/__proto__"])(
    "%s is not found",
    async (path) => {
      const { running } = await aGateway();

      expect((await running.fetch(plain(path))).status).toBe(404);
    },
  );
});

describe("a session that was signed out", () => {
  test("is refused from then on, also when the news comes twice", async () => {
    const { ask, calls, running } = await aGateway();
    expect((await ask("/api/tasks")).status).toBe(200);
    const news = {
      id: "e1",
      type: "session.revoked",
      data: { user_id: "ada", session_id: "s1", expires_at: "2026-01-05T08:15:00.000Z" },
    };
    for (let delivery = 0; delivery < 2; delivery++) {
      const told = await running.fetch(
        plain("/events/session.revoked", { method: "POST", body: JSON.stringify(news) }),
      );
      expect(await told.json()).toEqual({ status: "SUCCESS" });
    }

    expect((await ask("/api/tasks")).status).toBe(401);
    expect(calls).toHaveLength(1);
  });
});
