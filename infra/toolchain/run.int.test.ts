import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { run } from "./run.ts";

const here = { cwd: import.meta.dirname, signal: new AbortController().signal };

test("a program that ends well says nothing", async () => {
  await expect(run("true", [], here)).resolves.toBeUndefined();
});

test("a program that fails is told with its last words, from wherever it said them", async () => {
  const script = 'for i in 1 2 3 4 5 6 7 8 9; do echo "line $i"; done; echo "$WHY" >&2; exit 3';
  await expect(run("sh", ["-c", script], { ...here, env: { WHY: "it is full" } })).rejects.toThrow(
    /^sh -c ended with 3\n {2}line 3\n(.*\n)+ {2}it is full$/,
  );
});

test("a program that is not there is told by its name", async () => {
  await expect(run("nudge-no-such-program", [], here)).rejects.toThrow(
    /^nudge-no-such-program is not installed$/,
  );
});

test("when the signal comes, what the program has started ends as well", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  const connected = once(server, "connection");
  const stopping = new AbortController();
  // A grandchild holds a connection: its end is the end of the grandchild.
  const grandchild = `require("net").connect(${address.port}, "127.0.0.1")`;
  const script = '"$0" -e "$1" & wait';
  const running = run("sh", ["-c", script, process.execPath, grandchild], {
    ...here,
    signal: stopping.signal,
  });
  const [socket] = await connected;
  const ended = once(socket.resume(), "close");
  stopping.abort(new Error("enough"));
  await expect(running).rejects.toThrow("enough");
  await ended;
  server.close();
});

test("after the signal, nothing is started", async () => {
  await expect(
    run("true", [], { ...here, signal: AbortSignal.abort(new Error("no")) }),
  ).rejects.toThrow("no");
});
