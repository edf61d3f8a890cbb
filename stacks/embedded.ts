import { randomBytes } from "node:crypto";
import { milliseconds } from "../components/model/duration.ts";
import type { Environment } from "../components/model/environment.ts";
import { daprConfigurations } from "../components/render/dapr-access.ts";
import { daprComponents } from "../components/render/dapr-components.ts";
import { daprResiliency } from "../components/render/dapr-resiliency.ts";
import { daprSubscriptions } from "../components/render/dapr-subscriptions.ts";
import { brokerTopics } from "../components/render/topics.ts";
import { openRuntime, type Runtime } from "../infra/local/runtime.ts";
import { app, programs, type Together, together } from "../services/catalogue.ts";

export interface EmbeddedOptions {
  readonly environment: Environment;
  /** Path of the database, or ":memory:". */
  readonly file: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
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
  const { environment, variables, logLevel = "warn" } = options;
  const [apiToken, appToken] = [newToken(), newToken()];
  const runtime = openRuntime({
    file: options.file,
    apiToken,
    appToken,
    resources: {
      components: daprComponents(app, environment),
      subscriptions: daprSubscriptions(app, environment),
      resiliency: daprResiliency(app),
      configurations: daprConfigurations(app, environment.name),
    },
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

const newToken = () => randomBytes(24).toString("base64url");
