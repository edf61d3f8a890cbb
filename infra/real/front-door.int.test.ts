import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type FrontDoor, frontDoor } from "./front-door.ts";
import { freePorts } from "./ports.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An app that says its name, the path and who asked. */
async function anApp(name: string): Promise<number> {
  const [port = 0] = await freePorts(1);
  const server = createServer((incoming, outgoing) => {
    const { authorization } = incoming.headersDistinct;
    const from = incoming.headers["x-forwarded-for"];
    outgoing.end(JSON.stringify({ name, path: incoming.url, from, authorization }));
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) =>
    socket.on("message", (said) => socket.send(`${name} ${said}`)),
  );
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    for (const each of sockets.clients) each.terminate();
    server.closeAllConnections();
    server.close();
  });
  return port;
}

interface Ways {
  readonly path: string;
  readonly ports: readonly number[];
}

async function aDoor(given: readonly Ways[]): Promise<number> {
  const ways = given.map(({ path, ports }) => ({
    path,
    replicas: ports.map((port) => ({ host: "127.0.0.1", port })),
  }));
  const own = { "/own": async () => ({ status: 200, body: "own" }) };
  const door: FrontDoor = frontDoor(() => ways, own);
  const [port = 0] = await freePorts(1);
  await door.open(port, "127.0.0.1");
  closing.push(() => door.close());
  return port;
}

const get = async (port: number, path: string) =>
  (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: "close" } })).text();

test("the longest path wins, and the rest goes to the root", async () => {
  const [root, api] = [await anApp("root"), await anApp("api")];
  const port = await aDoor([
    { path: "/", ports: [root] },
    { path: "/api", ports: [api] },
  ]);
  expect(await get(port, "/api/x?y=1")).toContain('"name":"api","path":"/api/x?y=1"');
  expect(await get(port, "/apis")).toContain('"name":"root"');
  expect(await get(port, "/own")).toBe("own");
});

test("it says who asked, behind whoever else says so", async () => {
  const port = await aDoor([{ path: "/", ports: [await anApp("a")] }]);
  const headers = { "x-forwarded-for": "192.0.2.1" };
  const answer = await (await fetch(`http://127.0.0.1:${port}/`, { headers })).text();
  expect(answer).toContain('"from":"192.0.2.1, 127.0.0.1"');
});

test("a header that is there twice stays there twice, for the app to refuse", async () => {
  const port = await aDoor([{ path: "/", ports: [await anApp("a")] }]);
  const twice = ["authorization", "one", "authorization", "two"];
  const asked = request({ port, headers: ["host", "door", ...twice] }).end();
  const [answer] = await once(asked, "response");
  let text = "";
  for await (const piece of answer) text += String(piece);
  expect(text).toContain('"authorization":["one","two"]');
});

test("replicas take turns, and one that is away is passed over", async () => {
  const [gone = 0] = await freePorts(1);
  const [a, b] = [await anApp("a"), await anApp("b")];
  const port = await aDoor([{ path: "/", ports: [a, gone, b] }]);
  const answers = await Promise.all(Array.from({ length: 6 }, () => get(port, "/")));
  const names = answers.map((text) => /"name":"(\w)"/.exec(text)?.[1]);
  expect(new Set(names)).toEqual(new Set(["a", "b"]));
});

test("with no replica left the answer is 503, also for a socket", async () => {
  const [gone = 0] = await freePorts(1);
  const port = await aDoor([{ path: "/", ports: [gone] }]);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(503);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  const [error] = await once(socket, "error").catch((thrown: unknown) => [thrown]);
  expect(String(error)).toContain("503");
});

test("a socket speaks both ways, and ends when the app ends it", async () => {
  const port = await aDoor([{ path: "/live", ports: [await anApp("live")] }]);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`);
  await once(socket, "open");
  socket.send("hello");
  const [said] = await once(socket, "message");
  expect(String(said)).toBe("live hello");
  socket.terminate();
});

test("a body that is only announced reaches the app, which may refuse it", async () => {
  const port = await aDoor([{ path: "/", ports: [await anApp("a")] }]);
  const socket = connect(port, "127.0.0.1");
  socket.write("POST /big HTTP/1.1\r\nhost: door\r\ncontent-length: 5000000\r\n\r\n");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toContain("HTTP/1.1 200");
  socket.destroy();
});
