import { once } from "node:events";
import { createServer } from "node:http";
import { z } from "zod";
import type { Person } from "../e2e/person.ts";
import type { Told } from "./evidence.ts";

/** A server of people's own, which keeps what it was told. */
export interface ToldServer {
  /** `host:port`, for an operator to allow. */
  readonly host: string;
  /** Sets up a webhook for everything that happens to the person. */
  listenFor(person: Person): Promise<void>;
  /** Undefined: nobody listens for this person. */
  toldOf(person: string): readonly Told[] | undefined;
  close(): void;
}

const event = z.looseObject({ event_id: z.string() });

/** Starts it on a port of its own. Each person has a path there. */
export async function startToldServer(): Promise<ToldServer> {
  const told = new Map<string, Told[]>();
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += String(piece);
    });
    request.on("end", () => {
      const { event_id } = event.parse(JSON.parse(body));
      const delivery = String(request.headers["nudge-delivery"]);
      told.get(request.url?.slice(1) ?? "")?.push({ delivery, event: event_id });
      response.writeHead(204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the port has no number");
  const host = `127.0.0.1:${address.port}`;
  return {
    host,
    async listenFor(person) {
      told.set(person.id, []);
      const wanted = { url: `http://${host}/${person.id}`, events: ["*"] };
      const answer = await person.call("POST", "/api/webhooks", wanted);
      if (answer.status !== 201) throw new Error(`a webhook: ${answer.status} ${answer.text}`);
    },
    toldOf: (person) => told.get(person),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
