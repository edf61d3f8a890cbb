import { request } from "node:http";
import type { HttpAnswer, HttpCall } from "../../../components/model/http.ts";

/** One call over a socket, its path left exactly as it is. */
export function exchange(
  port: number,
  method: HttpCall["method"],
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const sent = {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...headers,
    "content-length": Buffer.byteLength(text),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, method, path, headers: sent },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on("data", (piece: Buffer) => pieces.push(piece));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const got = Object.entries(incoming.headers).map(([name, value]) => [
            name,
            String(value),
          ]);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(got),
            body: Buffer.concat(pieces).toString("utf8"),
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}
