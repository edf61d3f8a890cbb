import { describe, expect, test } from "vitest";
import { type Scope, scopeNames } from "../shared/contracts/api/tokens.ts";
import { neededFor } from "./needed.ts";
import { aGateway } from "./testing/a-gateway.ts";

describe("what a request needs", () => {
  test.each([
    ["GET", "/api/tasks", "tasks:read"],
    ["HEAD", "/api/tasks", "tasks:read"],
    ["GET", "/api/tasks/t1", "tasks:read"],
    ["POST", "/api/tasks", "tasks:write"],
    ["POST", "/api/tasks/bulk", "tasks:write"],
    ["PATCH", "/api/tasks/t1", "tasks:write"],
    ["POST", "/api/undo", "tasks:write"],
    ["GET", "/api/recurring-tasks", "tasks:read"],
    ["POST", "/api/recurring-tasks/r1/pause", "tasks:write"],
    ["POST", "/api/reminders/r1/dismiss", "tasks:write"],
    ["GET", "/api/export", "tasks:read"],
    ["POST", "/api/import", "tasks:write"],
    ["GET", "/api/audit", "tasks:read"],
    ["GET", "/api/webhooks", "settings"],
    ["POST", "/api/webhooks/h1/test", "settings"],
    ["PUT", "/api/settings", "settings"],
    ["GET", "/api/notifications", "tasks:read"],
    ["POST", "/api/notifications/r1-1/read", "tasks:write"],
    ["POST", "/api/notifications/push", "settings"],
    ["DELETE", "/api/notifications/push/b1", "settings"],
    ["POST", "/api/feed", "session"],
    ["POST", "/api/chat", "chat"],
    ["POST", "/api/parse", "chat"],
    ["GET", "/api/tokens", "session"],
    ["POST", "/api/tokens", "session"],
    ["DELETE", "/api/tokens/k1", "session"],
    ["GET", "/api/tasks/t1/something-new", "session"],
    ["PUT", "/api/tasks", "session"],
  ])("%s %s: %s", (method, path, needed) => {
    expect(neededFor(method, path)).toBe(needed);
  });
});

/** One request for each thing that scopes tell apart. */
const requests: readonly [method: string, path: string][] = [
  ["GET", "/api/tasks"],
  ["POST", "/api/tasks"],
  ["POST", "/api/chat"],
  ["GET", "/api/webhooks"],
  ["GET", "/api/tokens"],
];

describe("a program", () => {
  test.each<[Scope[], number[]]>([
    [["tasks:read"], [200, 403, 403, 403, 403]],
    [["tasks:write"], [200, 200, 403, 403, 403]],
    [["settings"], [403, 403, 403, 200, 403]],
    [["chat"], [403, 403, 200, 403, 403]],
    [[...scopeNames], [200, 200, 200, 200, 403]],
  ])("whose token has %j may do that and nothing else", async (scopes, statuses) => {
    const { ask, bearerWith, calls } = await aGateway();
    const headers = { authorization: bearerWith(...scopes) };
    const answers: number[] = [];
    for (const [method, path] of requests) {
      answers.push((await ask(path, { method, headers })).status);
    }

    expect(answers).toEqual(statuses);
    expect(calls).toHaveLength(statuses.filter((status) => status === 200).length);
  });

  test("is told which scope it lacks", async () => {
    const { ask, bearerWith } = await aGateway();
    const headers = { authorization: bearerWith("tasks:read") };

    const answer = await ask("/api/tasks", { method: "POST", headers });

    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({
      type: "/problems/insufficient_scope",
      code: "insufficient_scope",
      detail: 'this needs the scope "tasks:write"; make a token that has it',
    });
  });

  test("acts in its person's name, and uses up that person's requests", async () => {
    const { ask, bearerWith, calls } = await aGateway();
    const headers = { authorization: bearerWith("tasks:read") };
    for (let i = 0; i < 60; i++) expect((await ask("/api/tasks")).status).toBe(200);
    for (let i = 0; i < 60; i++) expect((await ask("/api/tasks", { headers })).status).toBe(200);

    expect(calls.at(-1)).toMatchObject({ headers: { "nudge-user-id": "ada" } });
    expect((await ask("/api/tasks")).status).toBe(429);
    expect((await ask("/api/tasks", { headers })).status).toBe(429);
  });

  test("whose token was deleted is refused at once, though it was just let in", async () => {
    const { ask, bearerWith, running } = await aGateway();
    const headers = { authorization: bearerWith("tasks:read") };
    expect((await ask("/api/tasks", { headers })).status).toBe(200);
    const data = { user_id: "ada", session_id: "k0", expires_at: "2026-01-05T08:15:00.000Z" };
    const body = JSON.stringify({ id: "e1", type: "session.revoked", data });
    await running.fetch(
      new Request("http://nudge.test/events/session.revoked", { method: "POST", body }),
    );

    expect((await ask("/api/tasks", { headers })).status).toBe(401);
    expect((await ask("/api/tasks")).status).toBe(200);
  });

  test("with a token that nobody made is a stranger", async () => {
    const { ask, calls } = await aGateway();
    const headers = { authorization: `Bearer ndg_${"x".repeat(43)}` };

    expect((await ask("/api/tasks", { headers })).status).toBe(401);
    expect(calls).toEqual([]);
  });
});
