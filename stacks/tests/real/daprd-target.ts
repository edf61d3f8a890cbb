import { join } from "node:path";
import { resources, topicSettings } from "../../../infra/local/conformance/resources.ts";
import type { AppId, Started, Target } from "../../../infra/local/conformance/target.ts";
import type { Component } from "../../../infra/local/resources.ts";
import { exchange } from "../../../infra/local/testing/exchange.ts";
import type { FakeApp } from "../../../infra/local/testing/fake-app.ts";
import { startControlPlane } from "../../../infra/real/control-plane.ts";
import { startKafka } from "../../../infra/real/kafka.ts";
import {
  allow,
  createTopics,
  groupsJoined,
  type KafkaLogin,
  type Permission,
  withKafkaAdmin,
} from "../../../infra/real/kafka-admin.ts";
import { freePort, portsFor } from "../../../infra/real/ports.ts";
import { startPostgresql } from "../../../infra/real/postgresql.ts";
import { startRedis } from "../../../infra/real/redis.ts";
import { writeResources } from "../../../infra/real/resource-folder.ts";
import { sidecarPortNames, startSidecar } from "../../../infra/real/sidecar.ts";
import { openSupervisor, type Supervisor } from "../../../infra/real/supervisor.ts";
import { programs } from "./programs.ts";
import { serveApp } from "./served-app.ts";

const ids = ["a", "b", "c"] as const satisfies readonly AppId[];
const topics = topicSettings.map(({ name }) => name);
const namespace = "default";

/** A real sidecar for each app of the suite, on a real Kafka and a real store. */
export const daprdTarget = (
  name: string,
  store: "postgresql" | "redis",
  differs: Target["differs"] = {},
): Target => ({
  name,
  differs,
  async start(apps) {
    const supervisor = await openSupervisor();
    return startIn(supervisor, store, apps).catch(async (thrown: unknown) => {
      await supervisor.close();
      throw thrown;
    });
  },
});

async function startIn(
  supervisor: Supervisor,
  store: "postgresql" | "redis",
  apps: Readonly<Record<AppId, FakeApp>>,
): Promise<Started> {
  const logins = ids.map((id) => ({ username: id, password: `${id}-password` }));
  const [kafka, kept, plane] = await Promise.all([
    startKafka(supervisor, programs.kafka, logins),
    storeSettings(supervisor, store),
    startControlPlane(supervisor, programs),
  ]);
  const brokers = [kafka.address];
  await withKafkaAdmin(brokers, kafka.operator, async (admin) => {
    await createTopics(
      admin,
      topics.map((topic) => ({ name: topic, partitions: 3, replicationFactor: 1, config: {} })),
    );
    await allow(admin, permissions);
  });
  const components = resources.components.map((each) => real(each, kafka.address, kept));
  const folder = writeResources(
    join(supervisor.folder, "resources"),
    [...components, ...resources.subscriptions, ...resources.resiliency],
    resources.configurations,
  );
  const started = await Promise.all(
    ids.map(async (id) => {
      const appPort = await freePort();
      const served = await serveApp(apps[id].send, appPort);
      const ports = await portsFor(...sidecarPortNames);
      await startSidecar(supervisor, programs.daprd, folder, plane, {
        app: id,
        namespace,
        ports,
        appPort,
        variables: { PASSWORD: passwordOf(logins, id) },
      });
      return { id, served, port: ports.http };
    }),
  );
  await withKafkaAdmin(brokers, kafka.operator, (admin) =>
    groupsJoined(admin, [{ name: "b", pattern: "literal", members: 1 }]),
  );
  const portOf = (id: AppId) => started.find((one) => one.id === id)?.port ?? 0;
  return {
    call: (app, method, path, body, headers) => exchange(portOf(app), method, path, body, headers),
    async stop() {
      await supervisor.close();
      await Promise.all(started.map(({ served }) => served.close()));
    },
  };
}

const passwordOf = (logins: readonly KafkaLogin[], id: string): string =>
  logins.find(({ username }) => username === id)?.password ?? "";

/** The broker lets them do what the scopes of the suite let them do. */
const permissions: readonly Permission[] = [
  ...topics.map((topic) => can("a", "topic", topic, "write")),
  ...topics.map((topic) => can("b", "topic", topic, "read")),
  can("b", "topic", "dead", "write"),
  { user: "b", resource: "group", name: "b", pattern: "literal", operations: ["read"] },
];

function can(
  user: AppId,
  resource: "topic",
  topic: string,
  operation: "read" | "write",
): Permission {
  return { user, resource, name: topic, pattern: "literal", operations: [operation, "describe"] };
}

interface Kept {
  readonly type: string;
  readonly version: string;
  readonly settings: Readonly<Record<string, string>>;
}

async function storeSettings(supervisor: Supervisor, store: "postgresql" | "redis"): Promise<Kept> {
  switch (store) {
    case "postgresql": {
      const { url } = await startPostgresql(supervisor, programs);
      return { type: "state.postgresql", version: "v2", settings: { connectionString: url } };
    }
    case "redis": {
      const { address, password } = await startRedis(supervisor, programs.redis);
      const settings = { redisHost: address, redisPassword: password };
      return { type: "state.redis", version: "v1", settings };
    }
    default:
      return store satisfies never;
  }
}

/** The component of the suite with its real counterpart below it; scopes stay as they are. */
function real(given: Component, broker: string, kept: Kept): Component {
  const { type } = given.spec;
  if (type.startsWith("pubsub.")) {
    const login = { authType: "password", saslMechanism: "SHA-256", saslUsername: "{appID}" };
    const kafka = { brokers: broker, consumerID: "{appID}", initialOffset: "oldest", ...login };
    return with_(given, "pubsub.kafka", "v1", { ...kafka, disableTls: "true" }, [
      { name: "saslPassword", envRef: "PASSWORD" },
    ]);
  }
  if (type.startsWith("state.")) return with_(given, kept.type, kept.version, kept.settings);
  // Nobody is called; Dapr wants an address all the same.
  if (type === "bindings.http") return with_(given, type, "v1", { url: "http://127.0.0.1:9" });
  return given;
}

const with_ = (
  given: Component,
  type: string,
  version: string,
  settings: Readonly<Record<string, string>>,
  more: Component["spec"]["metadata"] = [],
): Component => ({
  ...given,
  spec: {
    type,
    version,
    metadata: [
      ...given.spec.metadata,
      ...Object.entries(settings).map(([name, value]) => ({ name, value })),
      ...more,
    ],
  },
});
