import type { ServerType } from "@hono/node-server";
import { AggregatorRegistry } from "prom-client";
import type { TopicLayout } from "../../../components/model/environment.ts";
import type { Send } from "../../../components/model/http.ts";
import type { ServiceSpec } from "../../../components/model/service.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Program, Running } from "./host.ts";
import { jsonLog, type LogLevel } from "./log.ts";
import { idFactory } from "./new-id.ts";
import { Problem, problemResponse } from "./problem.ts";
import { closeDoor, openDoor } from "./serve.ts";

/** The surroundings that all services of one process share. */
export interface Surroundings {
  sidecarOf(id: string): Send;
  readonly appToken: string;
  readonly topicLayout: TopicLayout;
  readonly logLevel: LogLevel;
  /** @default the machine's clock */
  readonly clock?: Clock;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Doors that belong to none of the services, but to the one who runs them. @default none */
  readonly besides?: readonly BesideDoor[];
}

/** A path below which somebody else than a service answers. */
export interface BesideDoor {
  readonly path: string;
  readonly fetch: Running["fetch"];
}

/** Several services in one process, behind one door. */
export interface Together {
  readonly running: readonly Running[];
  /** Answers as the whole application does: by the doors that the services declare. */
  readonly fetch: Running["fetch"];
  open(port: number, hostname: string): Promise<ServerType>;
  /** Lets what is in flight end, then closes the services. */
  close(): Promise<void>;
}

/** Starts the services in one process. Each still has only its own sidecar. */
export async function together(
  programs: readonly Program[],
  around: Surroundings,
): Promise<Together> {
  const running = await Promise.all(
    programs.map((program) =>
      program.start({
        sidecar: around.sidecarOf(program.spec.id),
        clock: around.clock ?? systemClock,
        machineClock: systemClock,
        newId: idFactory(),
        log: jsonLog(program.spec.id, around.logLevel),
        settings: {
          topicLayout: around.topicLayout,
          replica: "replica-0",
          appToken: around.appToken,
          variables: around.variables,
        },
      }),
    ),
  );
  const fetch = front(running, around.besides ?? []);
  const doors: ServerType[] = [];
  return {
    running,
    fetch,
    async open(port, hostname) {
      const door = await listening(openDoor(fetch, port, hostname));
      doors.push(door);
      return door;
    },
    async close() {
      // Open sockets end only when their service closes them, so both happen at once.
      const closed = doors.map(closeDoor);
      await Promise.all(running.map((service) => service.close()));
      await Promise.all(closed);
    },
  };
}

/** Hands each request to the service whose door fits it best. */
function front(running: readonly Running[], besides: readonly BesideDoor[]): Running["fetch"] {
  const doors = running
    .flatMap(({ spec, fetch }) => pathsOf(spec).map((path) => ({ path, fetch })))
    .concat(besides)
    .sort((a, b) => b.path.length - a.path.length);
  return async (request, env) => {
    const { pathname } = new URL(request.url);
    switch (pathname) {
      case "/health":
        return Response.json({ status: "ok" });
      case "/readiness":
        return readiness(running);
      case "/metrics":
        return metrics(running);
      default: {
        const door = doors.find(({ path }) => leadsTo(path, pathname));
        return door
          ? door.fetch(request, env)
          : problemResponse(new Problem("not_found", { detail: "there is nothing here" }), "");
      }
    }
  };
}

const pathsOf = ({ exposes }: ServiceSpec) => (exposes.kind === "nothing" ? [] : exposes.paths);

const leadsTo = (door: string, path: string) =>
  door === "/" || path === door || path.startsWith(`${door}/`);

async function readiness(running: readonly Running[]): Promise<Response> {
  const answers = await Promise.all(
    running.map(async ({ spec, fetch }) => {
      const { ok } = await fetch(new Request("http://service/readiness"));
      return [spec.id, ok ? "ready" : "not ready"] as const;
    }),
  );
  const ready = answers.every(([, state]) => state === "ready");
  return Response.json(Object.fromEntries(answers), { status: ready ? 200 : 503 });
}

/** The metrics of all services in one text; each series names its service. */
async function metrics(running: readonly Running[]): Promise<Response> {
  const parts = await Promise.all(
    running.map(({ metrics: { registry } }) => registry.getMetricsAsJSON()),
  );
  const all = AggregatorRegistry.aggregate(parts);
  return new Response(await all.metrics(), { headers: { "content-type": all.contentType } });
}

/** Resolves when the port is open. Rejects with the reason when it cannot be opened. */
const listening = (server: ServerType): Promise<ServerType> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    if (server.listening) resolve(server);
    else server.once("listening", () => resolve(server));
  });
