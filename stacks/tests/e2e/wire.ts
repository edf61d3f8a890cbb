import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Longer than any limit of a door that a request can run into. */
const answerWithinMs = 45_000;

/** What came back over a bare connection. */
export interface WireAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

/** A bare connection to the application: for what no decent client would send. */
export async function openWire(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  // An address without a port means the usual one of HTTP.
  const socket = connect({ host: hostname, port: Number(port || 80) });
  // Whoever is let go in the middle of a sentence sees a reset: that is an end like others.
  socket.on("error", () => socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** Sends pieces as they are, until there is an answer or the end of the connection. */
export async function say(
  url: string,
  head: readonly string[],
  body: Iterable<string | Uint8Array> = [],
): Promise<WireAnswer> {
  const began = performance.now();
  const socket = await openWire(url);
  const answer = answerOn(socket, began);
  socket.write(`${[...head, `Host: ${new URL(url).host}`].join("\r\n")}\r\n\r\n`);
  for (const piece of body) {
    if (socket.destroyed || !socket.writable) break;
    if (!socket.write(piece)) await Promise.race([once(socket, "drain"), answer]);
  }
  return answer.finally(() => socket.destroy());
}

/** The answer on a connection: complete as far as its Content-Length says, or its end. */
export function answerOn(socket: Socket, began = performance.now()): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    let text = "";
    const done = () => {
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
      resolve({ status, text, ms: performance.now() - began });
    };
    socket.on("data", (piece) => {
      text += piece.toString("latin1");
      const [head = "", ...rest] = text.split("\r\n\r\n");
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN);
      if (rest.join("\r\n\r\n").length >= length) done();
    });
    socket.on("close", done);
    const late = () => reject(new Error(`no answer, only ${JSON.stringify(text.slice(0, 200))}`));
    setTimeout(late, answerWithinMs).unref();
  });
}

/** `PATH chunked`: a body of unknown length, in chunks. */
export function* chunked(pieces: number, piece: string): Generator<string> {
  for (let i = 0; i < pieces; i++) yield `${piece.length.toString(16)}\r\n${piece}\r\n`;
  yield "0\r\n\r\n";
}
