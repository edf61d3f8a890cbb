// Runs in the network of a pod: tries to connect, or asks, and prints what came of it.

import { Socket } from "node:net";
import { text } from "node:stream/consumers";

/** An answer that takes longer does not come. */
const answerWithinMs = 20_000;
const textMax = 2_000;

const { places, patienceMs, asks } = JSON.parse(await text(process.stdin));
const found =
  places === undefined
    ? await Promise.all(asks.map(ask))
    : Object.fromEntries(await Promise.all(places.map(async (each) => [each, await tried(each)])));
process.stdout.write(JSON.stringify(found));

function tried(place) {
  const [host, port] = place.split(":");
  return new Promise((resolve) => {
    const socket = new Socket();
    const end = (how) => {
      socket.destroy();
      resolve(how);
    };
    socket.setTimeout(patienceMs, () => end("silent"));
    socket.once("error", ({ code }) => end(code === "ECONNREFUSED" ? "refused" : "silent"));
    socket.connect(Number(port), host, () => end("open"));
  });
}

async function ask({ url, method = "GET", headers = {}, body }) {
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    const answer = await fetch(url, { method, headers, body, signal });
    return { status: answer.status, text: (await answer.text()).slice(0, textMax) };
  } catch (thrown) {
    return { status: 0, text: String(thrown?.cause ?? thrown) };
  }
}
