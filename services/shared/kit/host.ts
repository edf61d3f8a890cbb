import { type Context, Hono } from "hono";
import type { HttpCall, Send } from "../../../components/model/http.ts";
import { eventRoute, ignoredEventRoute } from "../../../components/model/names.ts";
import type { Binding, ServiceSpec } from "../../../components/model/service.ts";
import { asSent } from "./body.ts";
import { isoNow } from "./clock.ts";
import { type Connection, connect, type Handlers } from "./connect.ts";
import { type AnyHandler, receiver, type Verdict } from "./delivery.ts";
import { messageOf, RetryableError } from "./errors.ts";
import { type Metrics, serviceMetrics } from "./metrics.ts";
import type { Ports } from "./ports.ts";
import { Problem, problemResponse } from "./problem.ts";
import { daprPublish } from "./publish.ts";
import { type Readiness, readiness } from "./readiness.ts";
import { currentTrace, inTrace, traceIdOf } from "./trace.ts";

type CronName<S extends ServiceSpec> = Extract<S["bindings"][number], { kind: "cron" }>["name"];

/** What a service does with its powers. */
export interface Behaviour<S extends ServiceSpec> {
  /** One handler for each subscription. */
  readonly on: Handlers<S>;
  /** One action for each cron binding. */
  readonly every: Readonly<Record<CronName<S>, () => Promise<void>>>;
  /** What a job of each declared kind does when its moment has come. */
  readonly jobs?: Readonly<Record<S["jobs"][number], (data: unknown) => Promise<void>>>;
  /** What peers and, through a door, people may ask. */
  readonly routes?: Hono;
  /** Finishes what is in flight; called once, after the last request. */
  readonly close?: () => Promise<void>;
}

/** A service that runs. */
export interface Running {
  readonly spec: ServiceSpec;
  readonly fetch: (request: Request, env?: unknown) => Promise<Response>;
  /** The same for callers in the same process: the channel from the runtime to the service. */
  readonly channel: Send;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** A service that can be started anywhere its ports can be had. */
export interface Program {
  readonly spec: ServiceSpec;
  start(ports: Ports): Promise<Running>;
}

/** Gives a service its surroundings: guard, health, metrics, events, problems, traces. */
export function host<S extends ServiceSpec>(
  spec: S,
  setup: (connection: Connection<S>, ports: Ports) => Behaviour<S> | Promise<Behaviour<S>>,
): Program {
  return {
    spec,
    async start(ports) {
      const metrics = serviceMetrics(spec.id);
      const behaviour = await setup(connect(spec, ports), ports);
      const app = new Hono();
      app.use(observed(ports, metrics));
      app.use(guarded(spec, ports));
      const ready = readiness(spec, ports);
      probes(app, ready, metrics);
      events(app, spec, behaviour.on, ports, metrics, ready);
      crons(app, spec.bindings, behaviour.every);
      jobs(app, spec.jobs, behaviour.jobs ?? {});
      if (behaviour.routes) app.route("/", behaviour.routes);
      app.notFound((c) => elsewhere(app, c));
      app.onError((thrown) => refusal(asProblem(thrown, ports)));
      const fetch = async (request: Request, env?: unknown) =>
        app.fetch(request, typeof env === "object" && env !== null ? env : {});
      return {
        spec,
        fetch,
        channel: channelTo(fetch),
        metrics,
        close: async () => behaviour.close?.(),
      };
    },
  };
}

type Next = () => Promise<void>;

/** Puts the request into its trace, and its duration into the metrics. */
const observed = (ports: Ports, metrics: Metrics) => (c: Context, next: Next) =>
  inTrace(c.req.header("traceparent"), async () => {
    const from = ports.clock.now();
    await next();
    const seconds = (ports.clock.now() - from) / 1_000;
    metrics.request(c.req.routePath, c.req.method, c.res.status, seconds);
  });

/** The routes that the runtime alone may call; no peer and no person. */
const isRuntimeRoute = (spec: ServiceSpec, path: string) =>
  path.startsWith("/events/") ||
  path.startsWith("/job/") ||
  spec.bindings.some((binding) => path === `/${binding.name}`);

/**
 * Only the sidecar reaches a service, except through its doors. Dapr attaches the app token also
 * to calls of other apps, so the runtime's routes refuse whatever names a caller (dapr 8353).
 */
const guarded =
  (spec: ServiceSpec, { settings }: Ports) =>
  async (c: Context, next: Next) => {
    const { path } = c.req;
    const fromSidecar =
      settings.appToken === undefined || c.req.header("dapr-api-token") === settings.appToken;
    if (isRuntimeRoute(spec, path)) {
      if (!fromSidecar || c.req.header("dapr-caller-app-id") !== undefined) {
        return problem(new Problem("forbidden", { detail: "only the runtime may call this" }));
      }
    } else if (!fromSidecar && !isOpen(spec, path)) {
      return problem(new Problem("forbidden", { detail: "this is reached through the sidecar" }));
    }
    return next();
  };

const probePaths = ["/health", "/readiness", "/metrics"];

const isOpen = (spec: ServiceSpec, path: string) =>
  probePaths.includes(path) ||
  (spec.exposes.kind !== "nothing" &&
    spec.exposes.paths.some(
      (door) => path === door || path.startsWith(door === "/" ? "/" : `${door}/`),
    ));

function probes(app: Hono, ready: Readiness, metrics: Metrics): void {
  app.get("/health", (c) => c.json({ status: "ok" }));
  app.get("/readiness", async (c) => {
    const trouble = await ready.trouble();
    if (trouble === undefined) return c.json({ status: "ready" });
    throw new Problem("unavailable", { detail: trouble });
  });
  app.get("/metrics", async () => {
    const { registry } = metrics;
    return new Response(await registry.metrics(), {
      headers: { "content-type": registry.contentType },
    });
  });
}

/** One route for each subscription; a batch is answered entry by entry. */
function events<S extends ServiceSpec>(
  app: Hono,
  spec: S,
  handlers: Handlers<S>,
  ports: Ports,
  metrics: Metrics,
  { isStoreAway }: Readiness,
): void {
  const publish = daprPublish(ports.sidecar, spec.id, ports.settings.topicLayout);
  const byName = new Map<string, AnyHandler>(Object.entries(handlers));
  for (const subscription of spec.subscribes) {
    const { name } = subscription.topic;
    const handler = byName.get(name);
    if (!handler) throw new Error(`${spec.id}: no handler for its subscription to "${name}"`);
    byName.delete(name);
    const receive = receiver(subscription, handler, {
      consumer: spec.id,
      log: ports.log,
      now: () => isoNow(ports.clock),
      setAside: (letter) => publish([letter]),
      isStoreAway,
      counted: metrics.event,
    });
    app.post(eventRoute(name), async (c) => {
      const body: unknown = await c.req.json();
      const entries = entriesOf(body);
      if (!entries) return c.json({ status: await receive(body) });
      const statuses = await Promise.all(
        entries.map(async (e) => ({ entryId: e.entryId, status: await receive(e.event) })),
      );
      return c.json({ statuses });
    });
  }
  for (const name of byName.keys()) {
    throw new Error(`${spec.id}: a handler for "${name}", which it does not subscribe to`);
  }
  app.post(ignoredEventRoute, async (c) => {
    const status: Verdict = "SUCCESS";
    const entries = entriesOf(await c.req.json());
    // A batch without a word on each entry would come again, and end in the dead letters.
    return c.json(
      entries ? { statuses: entries.map(({ entryId }) => ({ entryId, status })) } : { status },
    );
  });
}

interface BatchEntry {
  readonly entryId: string;
  readonly event: unknown;
}

/** The entries when the runtime hands over a batch. */
function entriesOf(body: unknown): readonly BatchEntry[] | undefined {
  const isBatch = typeof body === "object" && body !== null && "entries" in body;
  // The shape is Dapr's bulk subscription; what is inside each event is checked by its receiver.
  return isBatch && Array.isArray(body.entries) ? (body.entries as BatchEntry[]) : undefined;
}

function crons(
  app: Hono,
  bindings: readonly Binding[],
  every: Readonly<Record<string, () => Promise<void>>>,
): void {
  for (const { name } of bindings.filter((b) => b.kind === "cron")) {
    const action = every[name];
    if (!action) throw new Error(`no action for the cron binding "${name}"`);
    app.post(`/${name}`, async (c) => {
      await action();
      return c.json({});
    });
  }
}

/** A job that fails is answered with an error, so that the scheduler calls again. */
function jobs(
  app: Hono,
  kinds: readonly string[],
  actions: Readonly<Record<string, (data: unknown) => Promise<void>>>,
): void {
  for (const kind of kinds) {
    const action = actions[kind];
    if (!action) throw new Error(`no action for jobs of the kind "${kind}"`);
    app.post(`/job/:name{${kind}-.+}`, async (c) => {
      await action(await c.req.json());
      return c.json({});
    });
  }
}

const problem = (what: Problem): Response => problemResponse(what, traceIdOf(currentTrace()));

const methodNames = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** What is there with another method only says with which (RFC 9110, 15.5.6). */
function elsewhere(app: Hono, { req }: Context): Response {
  const allowed = methodNames.filter((name) =>
    app.router.match(name, req.path)[0].some(([[, route]]) => route.method === name),
  );
  if (allowed.length === 0) {
    return problem(new Problem("not_found", { detail: "there is nothing here" }));
  }
  const detail = `${req.method} is not possible here; use ${allowed.join(", ")}`;
  return refusal(new Problem("method_not_allowed", { detail }), allowed);
}

/** A refusal of a method names the others; a door that passes on knows none but all of them. */
function refusal(what: Problem, allowed: readonly string[] = methodNames): Response {
  const answer = problem(what);
  if (what.code === "method_not_allowed") answer.headers.set("allow", allowed.join(", "));
  return answer;
}

/** What a caller may know of a failure; the rest goes into the log. */
function asProblem(thrown: unknown, { log }: Ports): Problem {
  if (thrown instanceof Problem) return thrown;
  const away = thrown instanceof RetryableError;
  log.error(away ? "request.unavailable" : "request.failed", {
    error: messageOf(thrown),
    ...(away || !(thrown instanceof Error) ? {} : { stack: thrown.stack }),
  });
  return away
    ? new Problem("unavailable", { detail: "try again in a moment", retryAfterSeconds: 1 })
    : new Problem("internal", { detail: "quote the trace_id when you report it" });
}

/** Turns a call of plain data into a request of the service's own app. */
const channelTo =
  (fetch: Running["fetch"]): Send =>
  async ({ method, path, headers, body }: HttpCall) => {
    const carriesBody = method !== "GET" && body !== "";
    const response = await fetch(
      new Request(`http://service${path}`, { method, headers, ...(carriesBody ? { body } : {}) }),
    );
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: asSent(await response.arrayBuffer()),
    };
  };
