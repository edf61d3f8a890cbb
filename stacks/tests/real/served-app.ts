import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { HttpCall, Send } from "../../../components/model/http.ts";

/** An app on a port of its own, as a real sidecar needs it. */
export interface ServedApp {
  readonly port: number;
  close(): Promise<void>;
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Serves an app on a port. What a sidecar asks only to know the app is answered here. */
export async function serveApp(app: Send, port: number): Promise<ServedApp> {
  const server = createServer((incoming, outgoing) => {
    answer(app, incoming).then(
      ({ status, headers, body }) => {
        for (const [name, value] of Object.entries(headers)) {
          if (value !== undefined) outgoing.setHeader(name, value);
        }
        outgoing.writeHead(status).end(body);
      },
      (thrown: unknown) => outgoing.writeHead(500).end(String(thrown)),
    );
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port,
    async close() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

async function answer(app: Send, incoming: IncomingMessage) {
  const path = incoming.url ?? "/";
  const method = methods.find((one) => one === incoming.method);
  // A sidecar asks with OPTIONS whether an app takes a binding, and for a configuration of actors.
  if (method === undefined || path === "/dapr/config") {
    return { status: path === "/dapr/config" ? 404 : 200, headers: {}, body: "" };
  }
  return app({ method, path, headers: headersOf(incoming), body: await bodyOf(incoming) });
}

const headersOf = ({ headers }: IncomingMessage): HttpCall["headers"] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString("utf8");
}
