import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { milliseconds } from "../components/model/duration.ts";
import type { Environment } from "../components/model/environment.ts";
import { daprResources } from "../components/render/dapr-resources.ts";
import { brokerTopics } from "../components/render/topics.ts";
import type { RuntimeClock } from "../infra/local/clock.ts";
import { clockRoutes } from "../infra/local/clock-routes.ts";
import { developerDoor } from "../infra/local/developer-door.ts";
import { mailbox } from "../infra/local/mailbox.ts";
import type { MovableClock } from "../infra/local/movable-clock.ts";
import { openRuntime, type Runtime } from "../infra/local/runtime.ts";
import { app, programs, type Together, together } from "../services/catalogue.ts";

export interface EmbeddedOptions {
  readonly environment: Environment;
  /** Path of the database, or ":memory:". */
  readonly file: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Time that can be moved, with its door below /dev. @default the machine's time, no door */
  readonly developer?: {
    readonly clock: MovableClock;
    readonly keep: (offsetMs: number) => void;
    /** "off": jobs are taken and never fire, as when the job scheduler is away. */
    readonly jobs: "on" | "off";
  };
  /** @default "warn" */
  readonly logLevel?: "debug" | "info" | "warn" | "error" | "silent";
}

/** The whole application in this process. */
export interface Embedded {
  readonly runtime: Runtime;
  readonly services: Together;
  /** Shows tools that they may use the sidecars over HTTP. */
  readonly apiToken: string;
  close(): Promise<void>;
}

/** Starts everything that the model declares on the embedded runtime. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { environment, variables, developer, logLevel = "warn" } = options;
  const [apiToken, appToken] = [newToken(), newToken()];
  const runtime = openRuntime({
    file: options.file,
    apiToken,
    appToken,
    ...(developer && {
      schedule: {
        jobs: developer.jobs === "on" ? developer.clock.exact : stopped(developer.clock.exact),
        crons: developer.clock.coarse,
      },
    }),
    resources: daprResources(app, environment),
    topics: brokerTopics(app, environment.topicLayout).map(({ name, retention }) => ({
      name,
      retentionMs: milliseconds(retention),
    })),
    onProblem: (event, fields) => {
      if (logLevel !== "silent") process.stderr.write(`${JSON.stringify({ event, ...fields })}\n`);
    },
  });
  const services = await together(await programs(), {
    sidecarOf: (id) => runtime.sidecar(id),
    appToken,
    topicLayout: environment.topicLayout,
    logLevel,
    variables,
    ...(developer && {
      clock: {
        now: developer.clock.exact.now,
        sleep: (ms) => setTimeout(ms, undefined, { ref: false }),
      },
      besides: [{ path: "/dev", fetch: developerFetch(developer, runtime) }],
    }),
  });
  for (const { spec, channel } of services.running) runtime.attach(spec.id, channel);
  await runtime.start();
  return {
    runtime,
    services,
    apiToken,
    async close() {
      await services.close();
      await runtime.close();
    },
  };
}

/** The same time, in which no alarm rings. */
const stopped = ({ now }: RuntimeClock): RuntimeClock => ({
  now,
  setTimer: () => () => undefined,
});

function developerFetch(
  { clock, keep }: NonNullable<EmbeddedOptions["developer"]>,
  runtime: Runtime,
) {
  const moving = clockRoutes({ clock, keep, settle: runtime.idle });
  const door = developerDoor(moving, mailbox(runtime.outbox));
  return async (request: Request) => door.fetch(request);
}

const newToken = () => randomBytes(24).toString("base64url");
