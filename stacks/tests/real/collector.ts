import { once } from "node:events";
import { createServer } from "node:http";
import { z } from "zod";

const spanForm = z.looseObject({
  traceId: z.string(),
  name: z.string(),
  localEndpoint: z.looseObject({ serviceName: z.string() }),
});

/** One step of a trace. */
export type Span = z.output<typeof spanForm>;

/** A collector that speaks Zipkin's protocol, as small as can be. */
export interface Collector {
  readonly url: string;
  /** The steps of one trace, so far. */
  spansOf(trace: string): readonly Span[];
  close(): Promise<void>;
}

/** Starts a collector on a port of its own. */
export async function startCollector(): Promise<Collector> {
  const spans: Span[] = [];
  const server = createServer((incoming, outgoing) => {
    let body = "";
    incoming.on("data", (piece) => {
      body += String(piece);
    });
    incoming.on("end", () => {
      spans.push(...z.array(spanForm).parse(JSON.parse(body)));
      outgoing.writeHead(202).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the port has no number");
  return {
    url: `http://127.0.0.1:${address.port}/api/v2/spans`,
    spansOf: (trace) => spans.filter(({ traceId }) => traceId === trace),
    async close() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}
