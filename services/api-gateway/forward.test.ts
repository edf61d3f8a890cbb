import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import type { HttpAnswer, HttpCall } from "../../components/model/http.ts";
import { RetryableError } from "../shared/kit/errors.ts";
import { forward } from "./forward.ts";

const done: HttpAnswer = { status: 200, headers: {}, body: "{}" };

interface Given {
  readonly url?: string;
  readonly path?: string;
  readonly init?: RequestInit;
  readonly answer?: HttpAnswer;
}

/** Forwards one request of "ada": what the peer heard, what came back, or what was thrown. */
async function forwarded({ url = "/", path = "/tasks", init = {}, answer = done }: Given) {
  const calls: HttpCall[] = [];
  let thrown: unknown;
  const app = new Hono()
    .all("*", (c) =>
      forward(
        c,
        async (call) => {
          calls.push(call);
          return answer;
        },
        path,
        "ada",
      ),
    )
    .onError((error) => {
      thrown = error;
      return new Response("thrown", { status: 500 });
    });
  const response = await app.fetch(new Request(`http://nudge.test${url}`, init));
  return { calls, response, thrown };
}

const post = (body: BodyInit, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body,
  headers: { "content-type": "application/json", ...headers },
});

describe("a path", () => {
  test.each(["/tasks", "/tasks/01KE3XMB0Q8D3S5T7V9W1Y2Z4A/complete", "/recurring-tasks/a_b-C9"])(
    "%s is passed on as it is",
    async (path) => {
      expect((await forwarded({ path })).calls).toMatchObject([{ path }]);
    },
  );

  test.each([
    "",
    "/",
    "tasks",
    "/tasks/",
    "//tasks",
    "/tasks//t1",
    "/tasks/../changes",
    "/tasks/.",
    "/tasks/%2e%2e/changes",
    "/tasks/%2F",
    "/tasks/t1;x=1",
    "/tasks/t1?limit=1",
    "/tasks/t1#x",
    "/tasks\\t1",
    "/tasks/a b",
    "/tasks/t1\n",
    "/tasks/ä",
    "/tasks/t1\u0000",
  ])("%j reaches nobody", async (path) => {
    const { calls, thrown } = await forwarded({ path });

    expect(thrown).toMatchObject({ code: "not_found" });
    expect(calls).toEqual([]);
  });

  test("keeps the query behind it", async () => {
    const { calls } = await forwarded({ url: "/x?search=a%20b&tag=%26" });

    expect(calls).toMatchObject([{ path: "/tasks?search=a%20b&tag=%26" }]);
  });
});

describe("the headers of a request", () => {
  test("pass only when they are listed", async () => {
    const { calls } = await forwarded({
      init: post("{}", {
        accept: "application/json",
        "if-match": '"t1.1"',
        "idempotency-key": "k1",
        authorization: "Bearer secret",
        cookie: "nudge.session_token=secret",
        "dapr-api-token": "secret",
        "dapr-caller-app-id": "task",
        "x-forwarded-for": "10.0.0.1",
        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      }),
    });

    expect(calls.map(({ headers }) => headers)).toEqual([
      {
        "nudge-user-id": "ada",
        "content-type": "application/json",
        "if-match": '"t1.1"',
        "idempotency-key": "k1",
        accept: "application/json",
      },
    ]);
  });

  test.each(["nudge-user-id", "Nudge-User-Id", "NUDGE-USER-ID"])(
    "%s from outside is overwritten by the person who was verified",
    async (name) => {
      const { calls } = await forwarded({ init: { headers: { [name]: "eve" } } });

      expect(calls.map(({ headers }) => headers)).toEqual([{ "nudge-user-id": "ada" }]);
    },
  );
});

describe("a method", () => {
  test.each(["GET", "POST", "PUT", "PATCH", "DELETE"])("%s is passed on", async (method) => {
    expect((await forwarded({ init: { method } })).calls).toMatchObject([{ method }]);
  });

  test("HEAD asks as GET and answers without the body", async () => {
    const { calls, response } = await forwarded({ init: { method: "HEAD" } });

    expect(calls).toMatchObject([{ method: "GET" }]);
    expect(await response.text()).toBe("");
  });

  test.each(["OPTIONS", "PROPFIND"])("%s reaches nobody", async (method) => {
    const { calls, thrown } = await forwarded({ init: { method } });

    expect(thrown).toMatchObject({ code: "method_not_allowed" });
    expect(calls).toEqual([]);
  });
});

describe("the body of a request", () => {
  const bytesMax = 262_144;
  const inPieces = (bytes: number, pieceBytes: number) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let sent = 0; sent < bytes; sent += pieceBytes) {
          controller.enqueue(new Uint8Array(Math.min(pieceBytes, bytes - sent)).fill(0x20));
        }
        controller.close();
      },
    });

  const streamed: RequestInit & { readonly duplex: "half" } = {
    ...post(inPieces(bytesMax + 1, 1_000)),
    duplex: "half",
  };

  test("is passed on to the letter", async () => {
    const { calls } = await forwarded({ init: post('{ "title":"Größe 😀" }') });

    expect(calls).toMatchObject([{ body: '{ "title":"Größe 😀" }' }]);
  });

  test("may have 256 KiB", async () => {
    const { calls } = await forwarded({ init: post(" ".repeat(bytesMax)) });

    expect(calls[0]?.body).toHaveLength(bytesMax);
  });

  test.each<[string, RequestInit]>([
    ["in one piece", post(" ".repeat(bytesMax + 1))],
    ["of fewer letters than bytes", post("ä".repeat(bytesMax / 2 + 1))],
    ["that says so in advance", post("{}", { "content-length": String(bytesMax + 1) })],
    ["in many pieces", streamed],
  ])("with more, %s, is too large", async (_, init) => {
    const { calls, thrown } = await forwarded({ init });

    expect(thrown).toMatchObject({ code: "too_large" });
    expect(calls).toEqual([]);
  });

  test("that is compressed is refused", async () => {
    const { calls, thrown } = await forwarded({ init: post("{}", { "content-encoding": "gzip" }) });

    expect(thrown).toMatchObject({ code: "unsupported_media_type" });
    expect(calls).toEqual([]);
  });
});

describe("an answer", () => {
  test("comes back with its status, its body and the listed headers alone", async () => {
    const { response } = await forwarded({
      answer: {
        status: 201,
        headers: {
          "content-type": "application/json",
          etag: '"t1.1"',
          location: "/api/tasks/t1",
          "retry-after": "7",
          allow: "GET",
          "content-disposition": 'attachment; filename="nudge.csv"',
          "x-content-type-options": "nosniff",
          "set-cookie": "a=b",
          "dapr-app-id": "task",
          server: "inside",
        },
        body: '{"id":"t1"}',
      },
    });

    expect(response.status).toBe(201);
    expect(await response.text()).toBe('{"id":"t1"}');
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "application/json",
      etag: '"t1.1"',
      location: "/api/tasks/t1",
      "retry-after": "7",
      allow: "GET",
      "content-disposition": 'attachment; filename="nudge.csv"',
      "x-content-type-options": "nosniff",
    });
  });

  test.each([204, 304])("%i has no body, whatever the peer sent", async (status) => {
    const { response, thrown } = await forwarded({
      answer: { status, headers: { etag: '"t1.2"' }, body: "not allowed here" },
    });

    expect(thrown).toBeUndefined();
    expect(response.status).toBe(status);
    expect(response.body).toBeNull();
    expect(response.headers.get("etag")).toBe('"t1.2"');
  });

  test.each([404, 409, 503])(
    "%i that is a problem of ours comes back untouched",
    async (status) => {
      const body = `{"code":"x","status":${status}}`;
      const headers = { "content-type": "application/problem+json; charset=utf-8" };
      const { response } = await forwarded({ answer: { status, headers, body } });

      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toBe(headers["content-type"]);
      expect(await response.text()).toBe(body);
    },
  );

  test.each<HttpAnswer>([
    { status: 403, headers: { "content-type": "application/json" }, body: "access denied by dapr" },
    { status: 500, headers: {}, body: "stack of the platform" },
    { status: 404, headers: { "content-type": "text/html" }, body: "<h1>nginx</h1>" },
  ])("$status that is the platform's word is not for people", async (answer) => {
    const { response, thrown } = await forwarded({ answer });

    expect(thrown).toBeInstanceOf(RetryableError);
    expect(await response.text()).not.toContain(answer.body);
  });
});
