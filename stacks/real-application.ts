import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Application } from "../components/model/application.ts";
import type { Environment, TopicLayout } from "../components/model/environment.ts";
import type { Component } from "../components/render/dapr-component.ts";
import {
  brokerPasswordVariable,
  everyReplicaOf,
  replicaGroupPrefix,
  sharedOf,
} from "../components/render/dapr-pubsub.ts";
import { daprResources } from "../components/render/dapr-resources.ts";
import { kafkaTopics } from "../components/render/kafka-topics.ts";
import { kafkaUsers } from "../components/render/kafka-users.ts";
import { type FrontDoor, frontDoor } from "../infra/real/front-door.ts";
import {
  allow,
  createTopics,
  type GroupWanted,
  groupsJoined,
  type KafkaLogin,
  withKafkaAdmin,
} from "../infra/real/kafka-admin.ts";
import { newPassword } from "../infra/real/password.ts";
import { type ResourceFolder, writeResources } from "../infra/real/resource-folder.ts";
import type { Supervisor } from "../infra/real/supervisor.ts";
import { app } from "../services/catalogue.ts";
import { dapr, daprSecrets } from "./dapr.ts";
import { type RealPlatform, type StoreWanted, startPlatform } from "./real-platform.ts";
import type { RealPrograms } from "./real-programs.ts";
import { placesOf, type Replica, type ReplicasOf, startReplica } from "./real-replica.ts";

export interface RealOptions {
  readonly port: number;
  readonly host: string;
  readonly replicas: number;
  /** Services that run in another number of replicas, by their id. */
  readonly replicasOf?: Readonly<Record<string, number>>;
  readonly store: StoreWanted;
  /** Somebody else's brokers, without a login; empty: one is started, with logins. */
  readonly brokers: readonly string[];
  readonly smtp: { readonly host: string; readonly port: number };
  readonly topicLayout: TopicLayout;
  readonly tracesTo?: string;
  /** What operators tell single services. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Hears how far the start has come. */
  readonly report: (line: string) => void;
}

/** The application on real programs. */
export interface RealApplication {
  readonly url: string;
  readonly platform: RealPlatform;
  readonly environment: Environment;
  readonly files: ResourceFolder;
  /** The services, as a broker of our own knows them. */
  readonly users: readonly KafkaLogin[];
  readonly replicas: readonly Replica[];
  readonly door: FrontDoor;
  /** Nobody new is sent to this replica by the door. */
  leave(replica: Replica): void;
  /** It is sent to again. */
  come(replica: Replica): void;
}

/**
 * Starts everything that the model declares: each replica of each service as a process with a real
 * sidecar. What was started ends with the supervisor; the door is the caller's to close.
 */
export async function startReal(
  supervisor: Supervisor,
  programs: RealPrograms,
  options: RealOptions,
): Promise<RealApplication> {
  const { report, brokers, store } = options;
  const replicasOf: ReplicasOf = ({ id }) => options.replicasOf?.[id] ?? options.replicas;
  // 1. What stands below, with a user at the broker for each service.
  const users = app.services.map(({ id }) => ({ username: id, password: newPassword() }));
  const passwordOf = (id: string) => users.find(({ username }) => username === id)?.password ?? "";
  report("starting broker, store and control plane");
  const platform = await startPlatform(supervisor, programs, {
    brokers,
    store,
    users,
  });
  // 2. What the model says, as files and as topics: before any sidecar, for one missing topic
  // silences every subscription of an app (Dapr 1.18).
  const environment = environmentOf(supervisor, platform, options);
  const files = filesOf(supervisor, environment);
  report("creating topics");
  await prepareBroker(platform, environment);
  // 3. All services with their sidecars, none before the other: each waits for its peers.
  const places = await placesOf(app.services, replicasOf);
  report(`starting ${places.length} services and their sidecars`);
  const running = await Promise.all(
    places.map((place) =>
      startReplica(place, {
        supervisor,
        daprd: programs.daprd,
        files,
        controlPlane: platform.controlPlane,
        environment,
        variables: options.variables,
        sidecarVariables: { [brokerPasswordVariable]: passwordOf(place.spec.id) },
      }),
    ),
  );
  // 4. Whoever hears only what is new must be there before the first request.
  report("waiting for consumer groups");
  await withKafkaAdmin(platform.brokers, platform.operator, (admin) =>
    groupsJoined(admin, groupsOf(app, replicasOf)),
  );
  const away = new Set<string>();
  const listed = () => running.filter(({ name }) => !away.has(name));
  const door = frontDoor(() => waysTo(listed()), answersFor(running));
  await door.open(options.port, options.host);
  const url = `http://localhost:${options.port}`;
  return {
    url,
    platform,
    environment,
    files,
    users,
    replicas: running,
    door,
    leave: ({ name }) => void away.add(name),
    come: ({ name }) => void away.delete(name),
  };
}

function environmentOf(
  { folder }: Supervisor,
  { brokers, operator, store }: RealPlatform,
  { smtp, topicLayout, tracesTo }: RealOptions,
): Environment {
  const secretsFile = join(folder, "secrets.json");
  const { connection, smsAccount, smsToken } = daprSecrets;
  const kept =
    store.kind === "postgresql" ? { connection: store.url } : { password: store.password };
  const secrets = {
    [connection.name]: kept,
    // Nobody's: who wants messages to go out has an environment of their own.
    [smsAccount.name]: { [smsAccount.key]: "none", [smsToken.key]: "none" },
  };
  writeFileSync(secretsFile, JSON.stringify(secrets), { mode: 0o600 });
  return dapr({
    brokers,
    login: operator === undefined ? "none" : "scram",
    store,
    secretsFile,
    smtp,
    topicLayout,
    tracesTo,
  });
}

/** Writes what Dapr is told into the folder of a run. */
export function filesOf(
  { folder }: Pick<Supervisor, "folder">,
  environment: Environment,
): ResourceFolder {
  const { components, subscriptions, resiliency, configurations } = daprResources(app, environment);
  return writeResources(
    join(folder, "resources"),
    [...components.map(patient), ...subscriptions, ...resiliency],
    configurations,
  );
}

/** All start at once on few processors: the usual 5 s are then too short for a login. */
const initTimeout = "60s";

const patient = (each: Component) => ({ ...each, spec: { ...each.spec, initTimeout } });

async function prepareBroker(
  { brokers, operator }: RealPlatform,
  environment: Environment,
): Promise<void> {
  await withKafkaAdmin(brokers, operator, async (admin) => {
    await createTopics(admin, kafkaTopics(app, environment));
    const permissions = kafkaUsers(app, environment).flatMap(({ name: user, allowed }) =>
      allowed.map((each) => ({ user, ...each })),
    );
    if (permissions.length > 0) await allow(admin, permissions);
  });
}

/** The readers that the model promises: one group a service, and one a replica that hears all. */
const groupsOf = ({ services }: Application, replicasOf: ReplicasOf): readonly GroupWanted[] =>
  services.flatMap((spec): readonly GroupWanted[] => [
    ...(sharedOf(spec).length > 0
      ? [{ name: spec.id, pattern: "literal", members: replicasOf(spec) } as const]
      : []),
    ...(everyReplicaOf(spec).length > 0
      ? [
          {
            name: replicaGroupPrefix(spec.id),
            pattern: "prefixed",
            members: replicasOf(spec),
          } as const,
        ]
      : []),
  ]);

/** One way for each path that a service exposes, to all its replicas. */
const waysTo = (replicas: readonly Replica[]) =>
  app.services.flatMap(({ id, exposes }) =>
    (exposes.kind === "nothing" ? [] : exposes.paths).map((path) => ({
      path,
      replicas: replicas
        .filter(({ spec }) => spec.id === id)
        .map(({ ports }) => ({ host: "127.0.0.1", port: ports.app })),
    })),
  );

const answersFor = (replicas: readonly Replica[]) => ({
  "/health": async () => ({ status: 200, body: '{"status":"ok"}' }),
  "/readiness": async () => {
    const answers = await Promise.all(
      replicas.map(async ({ name, isReady }) => [name, await isReady()] as const),
    );
    const states = answers.map(([name, ready]) => [name, ready ? "ready" : "not ready"]);
    const status = answers.every(([, ready]) => ready) ? 200 : 503;
    return { status, body: JSON.stringify(Object.fromEntries(states)) };
  },
});
