import { serve as listen, type ServerType, type WebSocketServerLike } from "@hono/node-server";
import { WebSocketServer } from "ws";
import { z } from "zod";
import { systemClock } from "./clock.ts";
import { messageOf } from "./errors.ts";
import type { Program, Running } from "./host.ts";
import { httpSend } from "./http-send.ts";
import { jsonLog } from "./log.ts";
import { idFactory } from "./new-id.ts";
import { patientSend } from "./patient-send.ts";
import type { Ports } from "./ports.ts";

/** What the environment of a service's own process says. */
const variables = z.object({
  APP_PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  /** A pod is reached at an address of its own; on a machine that has other users, 127.0.0.1. */
  HOST: z.string().min(1).default("0.0.0.0"),
  DAPR_HTTP_PORT: z.coerce.number().int().min(1).max(65_535).default(3500),
  DAPR_API_TOKEN: z.string().optional(),
  APP_API_TOKEN: z.string().min(16).optional(),
  TOPIC_LAYOUT: z.enum(["by-type", "by-stream"]).default("by-type"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  HOSTNAME: z.string().default("replica-0"),
});

/** How long requests in flight may take after SIGTERM; below Kubernetes' own 30 s. */
const drainMs = 20_000;
/** Frames of the sync socket are short words; a larger one is an attack. */
export const frameBytesMax = 16 * 1_024;
/** More header than any browser sends to us. */
export const headerBytesMax = 16 * 1_024;

/** Runs one service as a process of its own beside its sidecar, until SIGTERM. */
export async function serve(program: Program): Promise<void> {
  const settings = parseVariables(program.spec.id);
  const log = jsonLog(program.spec.id, settings.LOG_LEVEL);
  const running = await program.start(portsOf(settings, log)).catch((thrown: unknown) => {
    process.stderr.write(`${program.spec.id}: ${messageOf(thrown)}\n`);
    process.exit(1);
  });
  const server = openDoor(running.fetch, settings.APP_PORT, settings.HOST);
  server.on("error", (error) => {
    process.stderr.write(`${program.spec.id}: APP_PORT, HOST: ${error.message}\n`);
    process.exit(1);
  });
  server.on("listening", () => log.info("service.ready", { port: settings.APP_PORT }));
  process.once("SIGTERM", () => {
    log.info("service.stopping");
    // Open sockets end only when their service closes them, so both happen at once.
    Promise.all([closeDoor(server), running.close()])
      .then(() => process.exit(0))
      .catch((thrown: unknown) => {
        log.error("service.stopped-badly", { error: messageOf(thrown) });
        process.exit(1);
      });
  });
}

/** A server for one app, with the limits that every door needs. */
export function openDoor(fetch: Running["fetch"], port: number, hostname: string): ServerType {
  return listen({
    fetch: (request, env) => fetch(request, env),
    port,
    hostname,
    serverOptions: {
      maxHeaderSize: headerBytesMax,
      // A client that sends its header or body drop by drop is let go.
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      // Node looks only every 30 s on its own, and so would let it stay three times as long.
      connectionsCheckingInterval: 2_000,
      keepAliveTimeout: 65_000,
    },
    websocket: { server: webSockets() },
  });
}

function webSockets(): WebSocketServerLike {
  const server = new WebSocketServer({ noServer: true, maxPayload: frameBytesMax });
  // The adapter names what it uses of ws; ws's own types differ only in optional arguments.
  return server as unknown as WebSocketServerLike;
}

/** Often enough that nobody waits for it; a look is cheap. */
const idleLookMs = 50;

/**
 * Stops accepting, waits for what is in flight, and cuts the rest off. A client with a connection
 * of its own could otherwise go on asking until the end: each answer now ends its connection.
 */
export function closeDoor(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      if ("closeAllConnections" in server) server.closeAllConnections();
    }, drainMs);
    // What was in flight when the door closed leaves an idle connection behind.
    const closeIdle = () => {
      if ("closeIdleConnections" in server) server.closeIdleConnections();
    };
    const look = setInterval(closeIdle, idleLookMs);
    server.prependListener("request", (_request, response) => {
      response.setHeader("connection", "close");
    });
    server.close(() => {
      clearTimeout(cut);
      clearInterval(look);
      resolve();
    });
    closeIdle();
  });
}

type Variables = z.output<typeof variables>;

function parseVariables(service: string): Variables {
  const parsed = variables.safeParse(process.env);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    process.stderr.write(`${service}: ${issue.path.join(".")}: ${issue.message}\n`);
  }
  process.exit(1);
}

const portsOf = (settings: Variables, log: Ports["log"]): Ports => ({
  sidecar: patientSend(
    httpSend(`http://127.0.0.1:${settings.DAPR_HTTP_PORT}`, settings.DAPR_API_TOKEN),
    systemClock,
  ),
  clock: systemClock,
  machineClock: systemClock,
  newId: idFactory(),
  log,
  settings: {
    topicLayout: settings.TOPIC_LAYOUT,
    replica: settings.HOSTNAME,
    appToken: settings.APP_API_TOKEN,
    variables: process.env,
  },
});
