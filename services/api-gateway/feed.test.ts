import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { aGateway } from "./testing/a-gateway.ts";

const token = "t".repeat(43);
const hash = createHash("sha256").update(token).digest("hex");
const json = { "content-type": "application/json" };
const plain = (path: string, init: RequestInit = {}) =>
  new Request(`http://nudge.test${path}`, init);

/** A door whose task service knows one calendar, which is ada's. */
async function aFeed(variables: Readonly<Record<string, string>> = {}) {
  const door = await aGateway(variables);
  door.peersAnswer({ status: 200, headers: json, body: '{"user_id":"ada"}' });
  return door;
}

describe("a calendar", () => {
  test("is read by its address alone, in its person's name", async () => {
    const { running, calls } = await aFeed();
    const headers = { "if-none-match": '"feed-1"', "nudge-user-id": "eve" };

    const answer = await running.fetch(plain(`/feeds/${token}.ics`, { headers }));

    expect(answer.status).toBe(200);
    expect(calls).toMatchObject([
      { peer: "task", path: `/feed-holders/${hash}` },
      {
        peer: "task",
        path: "/feed/calendar",
        headers: { "nudge-user-id": "ada", "if-none-match": '"feed-1"' },
      },
    ]);
    expect(calls[0]?.headers).not.toHaveProperty("nudge-user-id");
    expect(JSON.stringify(calls)).not.toContain(token);
  });

  test("that has not changed is 304 with its tag", async () => {
    const { running, peersAnswer } = await aFeed();
    const body = '{"user_id":"ada"}';
    peersAnswer({ status: 200, headers: { ...json, etag: '"feed-1"' }, body });

    const answer = await running.fetch(plain(`/feeds/${token}.ics`));

    expect(answer.headers.get("etag")).toBe('"feed-1"');
  });

  test.each([
    `/feeds/${token}`,
    `/feeds/${token}.json`,
    `/feeds/${token}.ics.ics`,
    `/feeds/${"t".repeat(42)}.ics`,
    `/feeds/${"t".repeat(44)}.ics`,
    "/feeds/.ics",
    "/feeds/%2e%2e%2fexport.ics",
    "/feeds",
  ])("is not at %s, and nobody is asked", async (path) => {
    const { running, calls } = await aFeed();

    expect((await running.fetch(plain(path))).status).toBe(404);
    expect(calls).toEqual([]);
  });

  test("that was taken back is not found", async () => {
    const { running, peersAnswer } = await aFeed();
    peersAnswer({ status: 404, headers: { "content-type": "application/problem+json" }, body: "" });

    const answer = await running.fetch(plain(`/feeds/${token}.ics`));

    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain(token);
  });

  test("is read 20 times a minute, which uses up nothing else", async () => {
    const { running, ask } = await aFeed();
    const read = () => running.fetch(plain(`/feeds/${token}.ics`));
    for (let i = 0; i < 20; i++) expect((await read()).status).toBe(200);

    const refused = await read();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await ask("/api/tasks")).status).toBe(200);
  });

  test("stands in no metric with its address", async () => {
    const { running } = await aFeed();
    await running.fetch(plain(`/feeds/${token}.ics`));

    const metrics = await (await running.fetch(plain("/metrics"))).text();
    expect(metrics).toContain("/feeds/:file");
    expect(metrics).not.toContain(token);
  });

  test("cannot be written to", async () => {
    const { running, calls } = await aFeed();
    expect((await running.fetch(plain(`/feeds/${token}.ics`, { method: "POST" }))).status).toBe(
      405,
    );
    expect(calls).toEqual([]);
  });
});

describe("its address", () => {
  test("is for the person, and for no program", async () => {
    const { ask, bearerWith, calls } = await aFeed();
    const headers = { authorization: bearerWith("settings", "tasks:write") };
    for (const method of ["GET", "POST", "DELETE"]) {
      expect((await ask("/api/feed", { method, headers })).status).toBe(403);
    }
    expect(calls).toEqual([]);
    expect((await ask("/api/feed", { method: "POST" })).status).toBe(200);
  });
});

test("an import may have 2 MB, and nothing else may", async () => {
  const { ask, calls } = await aGateway();
  const send = (path: string, bytes: number) =>
    ask(path, { method: "POST", body: "x".repeat(bytes), headers: { "content-type": "text/csv" } });

  expect((await send("/api/import", 2 * 1_024 * 1_024)).status).toBe(200);
  expect(calls[0]?.body).toHaveLength(2 * 1_024 * 1_024);
  const refused = await send("/api/import", 2 * 1_024 * 1_024 + 1);
  expect(refused.status).toBe(413);
  expect((await send("/api/tasks", 256 * 1_024 + 1)).status).toBe(413);
});
