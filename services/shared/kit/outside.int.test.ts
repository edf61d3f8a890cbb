import { createServer, type RequestListener } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { RetryableError, TerminalError } from "./errors.ts";
import { type Address, outgoingAllow, outside } from "./outside.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Received {
  readonly host: string | undefined;
  readonly body: string;
}

/** A server on this machine, and what it received. */
async function aServer(answer: RequestListener = (_request, response) => response.end("thanks")) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      received.push({ host: request.headers.host, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return { port: address.port, received };
}

const aCall = { body: '{"a":1}', headers: { "content-type": "application/json" } };
const noResolver = () => Promise.reject(new Error("asked for a name"));
const anyPublic = (resolve: (host: string) => Promise<readonly Address[]> = noResolver) =>
  outside({ hosts: ["*"], allowed: [], resolve });
const at = (address: string, family = 4): Address => ({ address, family });

describe("what leads inside is refused before a socket is opened", () => {
  test.each([
    "http://127.0.0.1:3500/v1.0/metadata",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:127.0.0.1]:3500/",
    "http://[::1]:3500/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://2130706433:3500/",
    "http://0x7f000001:3500/",
    "http://0x7f.1:3500/",
    "http://0177.0.0.1:3500/",
    "http://127.1:3500/",
    "http://１２７.0.0.1:3500/",
    "http://0/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://255.255.255.255/",
  ])("%s", async (url) => {
    const refusal = anyPublic().call({ ...aCall, url });
    await expect(refusal).rejects.toThrow(TerminalError);
    await expect(refusal).rejects.toThrow(/^url: .* does not lead to a public address; use one/);
    await expect(anyPublic().check(url)).rejects.toThrow(TerminalError);
  });

  test("a name with a private address, also when a public one stands before it", async () => {
    for (const addresses of [[at("127.0.0.1")], [at("1.1.1.1"), at("fd00:ec2::254", 6)]]) {
      const { call } = anyPublic(async () => addresses);
      await expect(call({ ...aCall, url: "https://inner.example/x" })).rejects.toThrow(
        "url: https://inner.example does not lead to a public address",
      );
    }
  });

  test("localhost as the system resolves it", async () => {
    const { call } = outside({ hosts: ["*"], allowed: [] });
    for (const host of ["localhost", "LOCALHOST"]) {
      await expect(call({ ...aCall, url: `http://${host}:3500/` })).rejects.toThrow(TerminalError);
    }
  });

  test.each([
    ["ftp://example.com/", "url: ftp: is not possible; use https: or http:"],
    ["file:///etc/passwd", "url: file: is not possible; use https: or http:"],
    ["nonsense", "url: is no URL of up to 2048 characters"],
    [
      "https://ada:secret@example.com/",
      "url: https://example.com has a user or a password in it; leave them out",
    ],
    [
      "http://example.com:25/",
      "url: http://example.com:25 port 25 is not for the web; use 80, 443, or 1024 and above",
    ],
  ])("%s", async (url, why) => {
    await expect(anyPublic().call({ ...aCall, url })).rejects.toThrow(new TerminalError(why));
  });

  test("an endless URL", async () => {
    const url = `https://example.com/${"a".repeat(2_048)}`;
    await expect(anyPublic().check(url)).rejects.toThrow("is no URL of up to 2048 characters");
  });

  test("a host that the service does not declare", async () => {
    const { check } = outside({
      hosts: ["api.example.com", "*.push.example"],
      allowed: [],
      resolve: async () => [at("1.1.1.1")],
    });
    await check("https://api.example.com/");
    await check("https://eu.push.example/");
    for (const host of ["example.com", "push.example", "evilpush.example", "1.1.1.1"]) {
      await expect(check(`https://${host}/`)).rejects.toThrow("add it to egress.hosts");
    }
  });
});

describe("a name that is bound anew", () => {
  test("is asked once, and the socket goes to what was checked", async () => {
    const { port, received } = await aServer();
    const answers = [[at("127.0.0.1")], [at("127.0.0.2")]];
    let asked = 0;
    const { call } = outside({
      hosts: ["*"],
      allowed: [`rebound.example:${port}`],
      resolve: async () => answers[asked++] ?? [],
    });
    expect(await call({ ...aCall, url: `http://rebound.example:${port}/` })).toEqual({
      status: 200,
    });
    expect(asked).toBe(1);
    // The name never existed: only the pinned address can have led here.
    expect(received).toEqual([{ host: `rebound.example:${port}`, body: '{"a":1}' }]);
  });

  test("is refused at the call when it was public at the check", async () => {
    const answers = [[at("1.1.1.1")], [at("127.0.0.1")]];
    const { check, call } = anyPublic(async () => answers.shift() ?? []);
    await check("https://rebound.example/");
    await expect(call({ ...aCall, url: "https://rebound.example/" })).rejects.toThrow(
      TerminalError,
    );
  });
});

describe("a server that was let through", () => {
  const letThrough = (port: number) =>
    outside({ hosts: ["*"], allowed: [`127.0.0.1:${port}`], resolve: noResolver });

  test("gets the body, and its status comes back whatever it is", async () => {
    const { port, received } = await aServer((_request, response) => {
      response.statusCode = 503;
      response.end("no");
    });
    const url = `http://127.0.0.1:${port}/hook`;
    expect(await letThrough(port).call({ ...aCall, url })).toEqual({ status: 503 });
    expect(received).toMatchObject([{ body: '{"a":1}' }]);
  });

  test("does not open its neighbours", async () => {
    const { port } = await aServer();
    const url = `http://127.0.0.1:${port + 1}/`;
    await expect(letThrough(port).call({ ...aCall, url })).rejects.toThrow(TerminalError);
  });

  test("cannot lead on to localhost", async () => {
    const inner = await aServer();
    const { port } = await aServer((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end();
    });
    const call = letThrough(port).call({ ...aCall, url: `http://127.0.0.1:${port}/` });
    await expect(call).rejects.toThrow(
      new RetryableError(`url: http://127.0.0.1:${port} answers 307; redirects are not followed`),
    );
    expect(inner.received).toEqual([]);
  });

  test("that does not answer is let go, its socket too", async () => {
    let cutOff: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      cutOff = resolve;
    });
    const { port } = await aServer((request) => request.socket.on("close", cutOff));
    const url = `http://127.0.0.1:${port}/`;
    await expect(letThrough(port).call({ ...aCall, url, timeoutMs: 50 })).rejects.toThrow(
      new RetryableError(`url: http://127.0.0.1:${port} did not answer in time`),
    );
    await gone;
  });

  test("that answers drop by drop is let go", async () => {
    const { port } = await aServer((_request, response) => {
      response.write("a");
    });
    const call = letThrough(port).call({
      ...aCall,
      url: `http://127.0.0.1:${port}/`,
      timeoutMs: 50,
    });
    await expect(call).rejects.toThrow("did not answer in time");
  });

  test("that answers without an end is read for 64 KB and cut off", async () => {
    const { port } = await aServer((_request, response) => {
      const piece = Buffer.alloc(16 * 1_024);
      const more = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on("drain", more);
      more();
    });
    const url = `http://127.0.0.1:${port}/`;
    expect(await letThrough(port).call({ ...aCall, url })).toEqual({ status: 200 });
  });

  test("that is away is to be tried again", async () => {
    const { port } = await aServer();
    for (const close of closing.splice(0)) close();
    const url = `http://127.0.0.1:${port}/`;
    await expect(letThrough(port).call({ ...aCall, url })).rejects.toThrow(RetryableError);
  });

  test("gets no more than 256 KB", async () => {
    const { port, received } = await aServer();
    const url = `http://127.0.0.1:${port}/`;
    const body = "x".repeat(256 * 1_024 + 1);
    await expect(letThrough(port).call({ ...aCall, url, body })).rejects.toThrow(
      new TerminalError("body: has 262145 bytes, may have 262144"),
    );
    expect(received).toEqual([]);
  });
});

test("a resolver that fails or hangs is to be tried again", async () => {
  const url = "https://away.example/";
  await expect(anyPublic().call({ ...aCall, url })).rejects.toThrow(
    new RetryableError("url: https://away.example the name has no address now (asked for a name)"),
  );
  const hanging = anyPublic(() => new Promise(() => undefined));
  await expect(hanging.call({ ...aCall, url, timeoutMs: 20 })).rejects.toThrow(RetryableError);
});

describe("OUTGOING_ALLOW", () => {
  test.each([
    [undefined, []],
    ["", []],
    [
      "127.0.0.1:4000, Hooks.internal:80,[::1]:9",
      ["127.0.0.1:4000", "hooks.internal:80", "[::1]:9"],
    ],
  ])("%s", (setting, allowed) => {
    expect(outgoingAllow(setting)).toEqual(allowed);
  });

  test.each(["localhost", "http://a:1", "a:1/x", "u@a:1", "a:99999", "*"])(
    "%s is refused",
    (setting) => {
      expect(() => outgoingAllow(setting)).toThrow(
        `OUTGOING_ALLOW: "${setting}" is no target; use host:port, with commas between`,
      );
    },
  );
});
