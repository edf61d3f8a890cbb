import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

/** Paths that lead to the replicas of one app. */
export interface Way {
  /** "/", or a path below which everything goes there. */
  readonly path: string;
  readonly replicas: readonly Replica[];
}

/** Where one of them listens. */
export interface Replica {
  readonly host: string;
  readonly port: number;
}

/** One port before the doors of all apps. */
export interface FrontDoor {
  open(port: number, host: string): Promise<void>;
  /** Takes nothing new, and cuts off what is still there after a while. */
  close(): Promise<void>;
}

/** Answers of the door itself, by their paths. */
export type OwnAnswers = Readonly<Record<string, () => Promise<{ status: number; body: string }>>>;

/** Whoever is there takes a connection at once; one who has gone may never say so. */
const connectWithinMs = 2_000;
/** Above the 20 s that an app may take for what is in flight. */
const cutAfterMs = 22_000;
/** As many as any load here has at once; more wait. */
const socketsMax = 512;

/** As at the apps' own doors: whoever sends drop by drop is let go here already. */
const limits = {
  maxHeaderSize: 16 * 1_024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 65_000,
};

/**
 * A plain reverse proxy: the longest path wins, replicas take turns, and one that refuses the
 * connection is passed over. It says who asked in X-Forwarded-For.
 */
export function frontDoor(
  waysFor: (incoming: IncomingMessage) => readonly Way[],
  own: OwnAnswers = {},
  { keepAlive = true }: { readonly keepAlive?: boolean } = {},
): FrontDoor {
  const agent = new Agent({ keepAlive, maxSockets: socketsMax });
  const turns = new Map<string, number>();
  /** The replicas, beginning with the one whose turn it is. */
  const replicasFor = (incoming: IncomingMessage): readonly Replica[] => {
    const path = (incoming.url ?? "/").split("?", 1)[0] ?? "/";
    const [way] = waysFor(incoming)
      .filter((each) => leadsTo(each.path, path))
      .toSorted((a, b) => b.path.length - a.path.length);
    if (way === undefined || way.replicas.length === 0) return [];
    const turn = (turns.get(way.path) ?? 0) % way.replicas.length;
    turns.set(way.path, turn + 1);
    return [...way.replicas.slice(turn), ...way.replicas.slice(0, turn)];
  };
  const server = createServer(limits, (incoming, outgoing) => {
    const answer = own[incoming.url ?? "/"];
    if (answer === undefined) {
      pass(incoming, outgoing, replicasFor(incoming), agent);
      return;
    }
    answer().then(
      ({ status, body }) => outgoing.writeHead(status).end(body),
      (thrown: unknown) => unavailable(outgoing, String(thrown)),
    );
  });
  server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    passSocket(incoming, socket, head, replicasFor(incoming));
  });
  return {
    async open(port, host) {
      server.listen(port, host);
      await once(server, "listening");
    },
    async close() {
      if (!server.listening) return;
      const cut = setTimeout(() => server.closeAllConnections(), cutAfterMs);
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      await closed;
      clearTimeout(cut);
      agent.destroy();
    },
  };
}

const leadsTo = (door: string, path: string) =>
  door === "/" || path === door || path.startsWith(`${door}/`);

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  replicas: readonly Replica[],
  agent: Agent,
): void {
  const [replica, ...others] = replicas;
  if (replica === undefined) {
    unavailable(outgoing, "nobody answers there at the moment");
    return;
  }
  const { method, url: path } = incoming;
  const passed = request({ ...replica, method, path, agent, headers: headersFor(incoming) });
  let isAnswered = false;
  passed.on("response", (answer) => {
    isAnswered = true;
    // Whoever is refused in the middle of a body still sends the rest, and reads the answer then.
    answer.once("end", () => incoming.unpipe(passed).resume());
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
    answer.pipe(outgoing);
    answer.on("error", () => outgoing.destroy());
  });
  passed.on("error", (error) => {
    // An app that has refused a body no longer takes it: its answer counts.
    if (isAnswered) return;
    // Refused means: nothing of it was sent, so another replica may have it.
    if (isUnsent(error) && !incoming.readableDidRead) {
      pass(incoming, outgoing, others, agent);
      return;
    }
    // A kept connection may end just as it is used; what only asks may be asked again.
    if (passed.reusedSocket && method === "GET") {
      pass(incoming, outgoing, replicas, agent);
      return;
    }
    unavailable(outgoing, error.message);
  });
  outgoing.on("close", () => passed.destroy());
  // Else they would wait for a body that may never come, and the app could not refuse it.
  passed.flushHeaders();
  passed.on("socket", (socket) => {
    if (!socket.connecting) {
      incoming.pipe(passed);
      return;
    }
    const late = setTimeout(() => passed.destroy(new Unreachable()), connectWithinMs);
    socket.once("close", () => clearTimeout(late));
    socket.once("connect", () => {
      clearTimeout(late);
      incoming.pipe(passed);
    });
  });
}

class Unreachable extends Error {
  readonly code = "EHOSTUNREACH";
  override readonly message = `took no connection within ${connectWithinMs} ms`;
}

const isUnsent = (error: Error) =>
  "code" in error &&
  ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"].some((code) => code === error.code);

/** Every line as it came, also one that is there twice, and who asked. */
function headersFor({ rawHeaders, headers, socket }: IncomingMessage): string[] {
  const name = "x-forwarded-for";
  const before = headers[name];
  const from = socket.remoteAddress ?? "";
  const lines = pairsOf(rawHeaders).filter(([each]) => each.toLowerCase() !== name);
  return [...lines, [name, before === undefined ? from : `${before}, ${from}`]].flat();
}

const pairsOf = (flat: readonly string[]): [string, string][] =>
  Array.from({ length: flat.length / 2 }, (_, n) => [flat[2 * n] ?? "", flat[2 * n + 1] ?? ""]);

/** An upgraded connection belongs to both ends: it is handed over byte by byte. */
function passSocket(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  replicas: readonly Replica[],
): void {
  const [replica, ...others] = replicas;
  if (replica === undefined) {
    socket.end("HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n");
    return;
  }
  const passed = connect(replica);
  const late = setTimeout(() => passed.destroy(new Unreachable()), connectWithinMs);
  let isConnected = false;
  passed.once("connect", () => {
    isConnected = true;
    clearTimeout(late);
    const { method, url } = incoming;
    const lines = pairsOf(headersFor(incoming)).map(([name, value]) => `${name}: ${value}`);
    passed.write(`${method} ${url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    passed.write(head);
    socket.pipe(passed).pipe(socket);
  });
  passed.once("error", () => {
    if (isConnected) socket.destroy();
    else passSocket(incoming, socket, head, others);
  });
  passed.once("close", () => {
    clearTimeout(late);
    if (isConnected) socket.destroy();
  });
  socket.on("error", () => passed.destroy());
  socket.on("close", () => passed.destroy());
}

function unavailable(outgoing: ServerResponse, why: string): void {
  outgoing.writeHead(503, { "content-type": "text/plain", "retry-after": "1" }).end(`${why}\n`);
}
