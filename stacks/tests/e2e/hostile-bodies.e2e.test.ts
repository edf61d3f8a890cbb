import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Application, startApplication } from "./application.ts";
import { filed } from "./filed.ts";
import { harmWatch } from "./harm.ts";
import { addTask, asGuest, ask, type Person } from "./person.ts";
import { chunked, say } from "./wire.ts";
import { sayAndRead } from "./wire-answer.ts";

const pieceBytes = 65_536;
const fiveMegabytes = 80;
const piece = "x".repeat(pieceBytes);
const depth = 10_000;
/** A list of every wrong field would itself be a burden. */
const fieldsNamedMax = 20;

let application: Application;
let ada: Person;
let watch: ReturnType<typeof harmWatch>;
let taskId: string;

beforeAll(async () => {
  application = await startApplication({ variables: { RATE_LIMIT: "off" } });
  ada = await asGuest(application.url);
  taskId = (await addTask(ada, "Mine")).id;
  await filed(ada, 1);
  watch = harmWatch(application.url, () => [ada]);
});
afterAll(async () => {
  console.info(watch.figures("hostile bodies"));
  // A body that ends in the middle is the sender's doing, and the log may say so.
  const failures = application
    .errors()
    .split("\n")
    .filter((line) => line.includes("failed"));
  expect(failures.filter((line) => !line.includes('"error":"aborted"'))).toEqual([]);
  await application.close();
});

/**
 * Every kind of route that reads a body, with its answer to 20 KB of brackets and to 100 KB of
 * fields: accounts take 16 KB only. `{id}` is Ada's task.
 */
const routes: readonly (readonly [method: string, path: string, deep: number, wide: number])[] = [
  ["POST", "/api/tasks", 400, 422],
  ["PATCH", "/api/tasks/{id}", 400, 422],
  ["POST", "/api/tasks/bulk", 400, 422],
  ["POST", "/api/recurring-tasks", 400, 422],
  ["POST", "/api/auth/sign-up/email", 413, 413],
];
const filledIn = (path: string) => path.replace("{id}", taskId);
const head = (method: string, path: string, ...more: readonly string[]) => [
  `${method} ${filledIn(path)} HTTP/1.1`,
  `Authorization: Bearer ${ada.token}`,
  "Content-Type: application/json",
  ...more,
];

describe.each(routes)("%s %s refuses", (method, path, deep, wide) => {
  const tooLarge = { status: 413, field: "body" };
  const send = (body: string, type = "application/json") =>
    ask(application.url, filledIn(path), {
      method,
      body,
      headers: { authorization: `Bearer ${ada.token}`, "content-type": type },
    });

  test("5 MB with their length", async () => {
    const lines = head(method, path, `Content-Length: ${fiveMegabytes * pieceBytes}`);
    const body = Array.from({ length: fiveMegabytes }, () => piece);
    await watch.refused(() => sayAndRead(application.url, lines, body), tooLarge);
  });

  test("5 MB that are only announced", async () => {
    const lines = head(method, path, `Content-Length: ${fiveMegabytes * pieceBytes}`);
    await watch.refused(() => sayAndRead(application.url, lines), tooLarge);
  });

  test("5 MB in chunks, without a length", async () => {
    const lines = head(method, path, "Transfer-Encoding: chunked");
    const body = chunked(fiveMegabytes, piece);
    await watch.refused(() => sayAndRead(application.url, lines, body), tooLarge);
  });

  test("a small body that unpacks to 5 MB", async () => {
    const bomb = gzipSync(piece.repeat(fiveMegabytes));
    const lines = (encoding: string) => [
      ...head(method, path, `Content-Encoding: ${encoding}`),
      `Content-Length: ${bomb.length}`,
    ];
    for (const encoding of ["gzip", "br", "identity, gzip"]) {
      const sent = () => sayAndRead(application.url, lines(encoding), [bomb]);
      await watch.refused(sent, { status: 415, field: "content-encoding" });
    }
  });

  test.each([
    ["arrays", "[".repeat(depth) + "]".repeat(depth)],
    ["objects", `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`],
    ["a title", `{"title":${"[".repeat(depth)}${"]".repeat(depth)}}`],
  ])("10,000 levels of %s", async (_title, body) => {
    await watch.refused(() => send(body), { status: deep, field: "body" });
  });

  test("10,000 arrays that never close", async () => {
    await watch.refused(() => send("[".repeat(depth)), { status: 400, field: "body" });
  });

  test.each([
    "{",
    "nul",
    "{'title':'x'}",
    '{"title":"x"}{"title":"y"}',
    '{"title":"x",}',
    '{"title":NaN}',
    '{"title":"\\ud8"}',
    "\ufeff\ufeff{}",
    "<title>x</title>",
    "title=x",
  ])("what is not JSON: %s", async (body) => {
    await watch.refused(() => send(body), { status: 400, field: "body" });
  });

  test.each(["null", "1", "true", '"x"', "[]"])("JSON that is no object: %s", async (body) => {
    await watch.refused(() => send(body), { status: 422 });
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "text/json",
    "application/xml",
  ])("JSON that is called %s", async (type) => {
    const refusal = { status: 415, field: "content-type" };
    await watch.refused(() => send('{"title":"x"}', type), refusal);
  });

  test("10,000 unknown fields, and names only some", async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => [`field-${i}`, i]);
    const body = JSON.stringify(Object.fromEntries(names));
    const problem = await watch.refused(() => send(body), { status: wide });
    expect(problem.errors?.length ?? 0).toBeLessThanOrEqual(fieldsNamedMax);
  });
});

test("an empty body is refused where one is needed", async () => {
  const lines = head("POST", "/api/tasks", "Content-Length: 0");
  const send = () => sayAndRead(application.url, lines);
  await watch.refused(send, { status: 400, field: "body" });
});

test("a large body is refused also where none is needed", async () => {
  const lines = head("POST", "/api/tasks/{id}/complete", "Transfer-Encoding: chunked");
  const send = () => sayAndRead(application.url, lines, chunked(fiveMegabytes, piece));
  await watch.refused(send, { status: 413, field: "body" });
});

test("a body just below the limit is read, and its field refused", async () => {
  const body = { title: "x".repeat(250 * 1_024) };
  const send = () => ada.call("POST", "/api/tasks", body);
  await watch.refused(send, { status: 422, field: "title" });
});

test.each<[string, readonly string[]]>([
  ["two lengths", ["Content-Length: 2", "Content-Length: 40"]],
  ["a length and chunks", ["Content-Length: 2", "Transfer-Encoding: chunked"]],
  ["a negative length", ["Content-Length: -1"]],
  ["a length that is a word", ["Content-Length: many"]],
  ["an unknown transfer encoding", ["Transfer-Encoding: magic"]],
])("a second request cannot hide behind %s", async (_title, lines) => {
  const hidden = `{}DELETE /api/tasks/${taskId} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const answer = await watch.harmless(() =>
    say(application.url, head("POST", "/api/tasks", ...lines), [hidden]),
  );
  expect(answer.status).toBe(400);
  expect(answer.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
});

test("an honest body is still taken", async () => {
  const guest = await asGuest(application.url);
  expect((await addTask(guest, "x".repeat(200))).title).toHaveLength(200);
});
