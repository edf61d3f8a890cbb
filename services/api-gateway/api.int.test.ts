import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeDoor, openDoor } from "../shared/kit/serve.ts";
import { aGateway } from "./testing/a-gateway.ts";

let gateway: Awaited<ReturnType<typeof aGateway>>;
let server: ReturnType<typeof openDoor>;
let port = 0;

beforeAll(async () => {
  gateway = await aGateway({ RATE_LIMIT: "off" });
  server = openDoor(gateway.running.fetch, 0, "127.0.0.1");
  if (!server.listening) await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => closeDoor(server));

/** What a socket answers to these very bytes: no client tidies them up. */
async function said(lines: readonly string[], body = ""): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const head = ["Host: nudge.test", "Connection: close", `Authorization: ${gateway.bearer}`];
  const [first = "", ...more] = lines;
  socket.write(`${[first, ...head, ...more].join("\r\n")}\r\n\r\n${body}`);
  let text = "";
  socket.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  await once(socket, "close");
  return text;
}

const statusOf = async (lines: readonly string[], body?: string) =>
  Number((await said(lines, body)).split(" ")[1]);

describe("bytes that no browser sends", () => {
  test("the door answers an honest request", async () => {
    expect(await statusOf(["GET /api/tasks HTTP/1.1"])).toBe(200);
  });

  test.each([
    "/api/tasks/%2F..%2Fchanges",
    "/api/tasks//t1",
    "//api/tasks",
    "/api/tasks/../changes",
    "/api/tasks/%2e%2e/changes",
    "/api/tasks/./../../changes",
  ])("%s reaches nobody", async (path) => {
    const before = gateway.calls.length;

    expect(await statusOf([`GET ${path} HTTP/1.1`])).toBe(404);
    expect(gateway.calls).toHaveLength(before);
  });

  test.each(["/api/tasks\\..\\changes", "/api\\tasks"])("%s is refused", async (path) => {
    const before = gateway.calls.length;

    expect([400, 404]).toContain(await statusOf([`GET ${path} HTTP/1.1`]));
    expect(gateway.calls).toHaveLength(before);
  });

  test("TRACE is refused and echoes nothing", async () => {
    const before = gateway.calls.length;
    const answer = await said(["TRACE /api/tasks HTTP/1.1", "X-Secret: not-to-be-told"]);

    expect(Number(answer.split(" ")[1])).toBe(405);
    expect(answer).not.toContain("not-to-be-told");
    expect(gateway.calls).toHaveLength(before);
  });

  test("two Authorization headers are refused", async () => {
    expect(await statusOf(["GET /api/tasks HTTP/1.1", "authorization: Bearer other"])).toBe(401);
  });

  test("a person's header from outside is overwritten", async () => {
    await statusOf(["GET /api/tasks HTTP/1.1", "nudge-user-id: bob", "Nudge-User-Id: eve"]);

    expect(gateway.calls.at(-1)?.headers["nudge-user-id"]).toBe("ada");
  });
});

describe("large bodies over a socket", () => {
  const large = 300 * 1_024;

  function post(headers: Record<string, string | number>, bytes: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const outgoing = request({
        host: "127.0.0.1",
        port,
        method: "POST",
        path: "/api/tasks",
        headers: { authorization: gateway.bearer, ...headers },
      });
      outgoing.on("response", (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      outgoing.on("error", reject);
      outgoing.end(Buffer.alloc(bytes, 0x20));
    });
  }

  test("with their length are 413", async () => {
    expect(await post({ "content-length": large }, large)).toBe(413);
  });

  test("in chunks are 413", async () => {
    expect(await post({ "transfer-encoding": "chunked" }, large)).toBe(413);
  });

  test("that are compressed are 415", async () => {
    expect(await post({ "content-encoding": "gzip", "content-length": 10 }, 10)).toBe(415);
  });

  test("the next honest request is answered", async () => {
    expect(await post({ "content-length": 2 }, 2)).toBe(200);
  });
});
