import { Agent, request } from "node:http";
import type { HttpAnswer, Send } from "../../../components/model/http.ts";
import { RetryableError } from "./errors.ts";

/** Longer than any answer the platform promises; a hung peer must not hold a request for ever. */
const answerWithinMs = 15_000;

/** Carries calls to a sidecar over kept-alive sockets. Rejects with RetryableError. */
export function httpSend(
  origin: string,
  token: string | undefined,
  timeoutMs = answerWithinMs,
): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return ({ method, path, headers, body }) =>
    new Promise<HttpAnswer>((resolve, reject) => {
      const gone = (why: string) =>
        reject(new RetryableError(`sidecar: ${method} ${path}: ${why}`));
      const outgoing = request(
        new URL(path, origin),
        {
          agent,
          method,
          timeout: timeoutMs,
          headers: {
            ...headers,
            ...(token === undefined ? {} : { "dapr-api-token": token }),
            "content-length": Buffer.byteLength(body),
          },
        },
        (incoming) => {
          const pieces: Buffer[] = [];
          incoming.on("data", (piece: Buffer) => pieces.push(piece));
          incoming.on("error", (error) => gone(error.message));
          incoming.on("end", () =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: flat(incoming.headers),
              body: Buffer.concat(pieces).toString("utf8"),
            }),
          );
        },
      );
      outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer in ${timeoutMs} ms`)));
      outgoing.on("error", (error) => gone(error.message));
      outgoing.end(body);
    });
}

const flat = (headers: NodeJS.Dict<string | string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? "")]));
