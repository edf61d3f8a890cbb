// The program of the pods in these tests: says who it is, and asks others when it is told to.

import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { Socket } from "node:net";
import { hostname } from "node:os";

/** Where a filter swallows packets, nobody answers at all. */
const patienceMs = 1_500;

createServer(async (request, response) => {
  const { searchParams } = new URL(request.url ?? "/", "http://here");
  const [url, host, port, file] = ["url", "host", "port", "file"].map((name) =>
    searchParams.get(name),
  );
  try {
    if (url) {
      const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
      response.end(await answer.text());
    } else if (host) {
      response.end(await connects(host, Number(port)));
    } else if (file) {
      writeFileSync(file, "kept");
      response.end(readFileSync(file));
    } else {
      response.end(`I am ${hostname()}`);
    }
  } catch (thrown) {
    response.writeHead(502).end(String(thrown?.cause ?? thrown));
  }
}).listen(8080);

function connects(host, port) {
  return new Promise((resolve, reject) => {
    const socket = new Socket();
    socket.setTimeout(patienceMs, () => socket.destroy(new Error("nobody answers")));
    socket.once("error", reject);
    socket.connect(port, host, () => {
      socket.destroy();
      resolve("connected");
    });
  });
}

process.on("SIGTERM", () => process.exit(0));
