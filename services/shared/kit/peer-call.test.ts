import { Hono } from "hono";
import { expect, test } from "vitest";
import { idempotencyKeyIn, personIn, queryOf } from "./peer-call.ts";
import { Problem, problemResponse } from "./problem.ts";

const app = new Hono()
  .get("/person", (c) => c.json(personIn(c)))
  .get("/query", (c) => c.json(Object.entries(queryOf(c))))
  .get("/key", (c) => c.json(idempotencyKeyIn(c) ?? null));
app.onError((thrown) => {
  if (thrown instanceof Problem) return problemResponse(thrown, "");
  throw thrown;
});

async function ask(path: string, headers: Record<string, string> = {}) {
  const answer = await app.request(path, { headers });
  const body: unknown = await answer.json();
  return { status: answer.status, body };
}

test("the person is the one whom the door names", async () => {
  expect(await ask("/person", { "nudge-user-id": "ann" })).toEqual({ status: 200, body: "ann" });
});

test.each(["", "a||b", "a:b", "../x", "x".repeat(65)])(
  "no person, or one that would break a key, is refused: %j",
  async (name) => {
    const headers: Record<string, string> = name === "" ? {} : { "nudge-user-id": name };
    const { status, body } = await ask("/person", headers);
    expect(status).toBe(403);
    expect(body).toMatchObject({ detail: "nudge-user-id: a door must say who asks" });
  },
);

test("each parameter of a query is there once, also one with a name of JavaScript's own", async () => {
  expect((await ask("/query?a=1&__proto__=2&b=")).body).toEqual([
    ["a", "1"],
    ["__proto__", "2"],
    ["b", ""],
  ]);
  const twice = await ask("/query?a=1&a=2");
  expect(twice.status).toBe(422);
  expect(twice.body).toMatchObject({ errors: [{ field: "a", message: "is there twice" }] });
});

test("a key for a repeated command has a form of its own", async () => {
  expect((await ask("/key")).body).toBeNull();
  expect((await ask("/key", { "idempotency-key": "a-1_b.C:9" })).body).toBe("a-1_b.C:9");
  for (const bad of ["a b", "x".repeat(65), "a/b"]) {
    expect((await ask("/key", { "idempotency-key": bad })).status).toBe(422);
  }
});
