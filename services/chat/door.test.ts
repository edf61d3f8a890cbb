import { expect, test } from "vitest";
import { parse } from "./language/parse.ts";
import { aChat } from "./testing/a-chat.ts";
import { ask, event } from "./testing/a-world.ts";

const initialize = { jsonrpc: "2.0", id: 1, method: "tools/list" };

test("the door for programs asks for a token", async () => {
  const { first } = await aChat(parse);

  expect(await ask(first, "POST", "/mcp", initialize)).toMatchObject({
    status: 401,
    body: { code: "unauthenticated" },
  });
});

test("a session that was signed out is taken note of, also twice", async () => {
  const { first } = await aChat(parse);
  const data = { session_id: "s1", user_id: "ada", expires_at: "2026-01-05T09:00:00Z" };

  for (const _time of ["first", "second"]) {
    expect(await event(first, "session.revoked", "s1", data)).toEqual({ status: "SUCCESS" });
  }
});

test("a text is understood without a conversation, and nothing is done", async () => {
  const { first, tasksNow } = await aChat(parse);
  const body = { text: " tea tomorrow", now: "2026-03-01T08:00:00Z", timezone: "Europe/Berlin" };

  expect(await ask(first, "POST", "/parse", body)).toMatchObject({
    status: 200,
    body: {
      intent: "create",
      title: "tea",
      due: { local: "2026-03-02", all_day: true },
      // Counted in the text as it was sent.
      spans: expect.arrayContaining([{ kind: "title", from: 1, to: 4 }]),
    },
  });
  expect(await tasksNow()).toEqual([]);
});

test.each([
  ["text", { text: "" }],
  ["text", { text: "\u200b" }],
  ["text", { text: "x".repeat(501) }],
  ["text", { text: "tea\u0000" }],
  ["text", { text: "tea \u202egnp.exe" }],
  ["now", { text: "tea", now: "yesterday" }],
  ["timezone", { text: "tea", timezone: "GMT0GMT" }],
])("what cannot be read is refused naming %s", async (field, body) => {
  const { first } = await aChat(parse);

  expect(await ask(first, "POST", "/parse", body)).toMatchObject({
    status: 422,
    body: { errors: [{ field }] },
  });
});
