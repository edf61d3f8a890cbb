import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { HttpAnswer, HttpCall, Send } from "../../components/model/http.ts";
import { refusal } from "./answers.ts";
import { messageOf } from "./json.ts";
import { bodyMaxBytes } from "./sidecar.ts";

/** A sidecar on a port of this machine. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** They belong to one connection and not to the call (RFC 9110, 7.6.1). */
const hopByHop = new Set(
  ["connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"].concat([
    "proxy-connection",
    "content-length",
  ]),
);

/** Serves a sidecar on 127.0.0.1; port 0 takes a free one. A token is asked of every caller. */
export function listen(to: Send, port: number, apiToken: string | undefined): Promise<Listening> {
  const server = createServer((request, response) => {
    exchange(to, request, apiToken).then(
      (answer) => reply(response, request, answer),
      (thrown: unknown) =>
        reply(response, request, refusal(500, "ERR_INTERNAL", messageOf(thrown))),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      resolve({
        port: bound,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeIdleConnections();
            // The runtime has waited already; what is open now would hold the process for ever.
            setTimeout(() => server.closeAllConnections(), 1_000).unref();
          }),
      });
    });
  });
}

async function exchange(
  to: Send,
  request: IncomingMessage,
  apiToken: string | undefined,
): Promise<HttpAnswer> {
  const given = request.headers["dapr-api-token"];
  if (apiToken !== undefined && !isSame(String(given ?? ""), apiToken)) {
    request.resume();
    return refusal(401, "ERR_UNAUTHORIZED", "the header dapr-api-token is missing or wrong");
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    return refusal(413, "ERR_BODY_TOO_LARGE", `the body has more than ${bodyMaxBytes} bytes`);
  }
  const method = methodOf(request.method);
  if (!method) return refusal(405, "ERR_METHOD_NOT_ALLOWED", `${request.method} is not known`);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || hopByHop.has(name) || name === "dapr-api-token") continue;
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return to({ method, path: request.url ?? "/", headers, body });
}

/** Undefined when it is too long; the rest is read and forgotten, so that the answer arrives. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) continue;
    bytes += piece.length;
    if (bytes <= bodyMaxBytes) pieces.push(piece);
  }
  return bytes > bodyMaxBytes ? undefined : Buffer.concat(pieces).toString("utf8");
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const methodOf = (method = ""): HttpCall["method"] | undefined =>
  methods.find((known) => known === method);

function reply(response: ServerResponse, request: IncomingMessage, answer: HttpAnswer): void {
  if (response.destroyed || !request.socket.writable) return;
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !hopByHop.has(name)) response.setHeader(name, value);
  }
  response.statusCode = answer.status;
  response.end(answer.status === 204 ? undefined : answer.body);
}

/** In constant time, so that a token cannot be guessed letter by letter. */
const isSame = (given: string, expected: string) => timingSafeEqual(hash(given), hash(expected));

const hash = (text: string) => createHash("sha256").update(text).digest();
