import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stateStoreName } from "../../../components/model/names.ts";
import { brokerPasswordVariable } from "../../../components/render/dapr-pubsub.ts";
import { daprResources } from "../../../components/render/dapr-resources.ts";
import { exchange } from "../../../infra/local/testing/exchange.ts";
import { withKafkaAdmin } from "../../../infra/real/kafka-admin.ts";
import { type ResourceFolder, writeResources } from "../../../infra/real/resource-folder.ts";
import { startSidecar } from "../../../infra/real/sidecar.ts";
import { app } from "../../../services/catalogue.ts";
import { filed } from "../e2e/filed.ts";
import { addTask, asGuest, type Person, problemIn } from "../e2e/person.ts";
import { publishAllAgain } from "./fire-again.ts";
import { behindOf, deadLettersOf } from "./fire-evidence.ts";
import { firstReplica } from "./first-replica.ts";
import { programs } from "./programs.ts";
import { type RealRun, startRun } from "./real-run.ts";

const patience = { timeout: 60_000, interval: 200 };

let run: RealRun;
let ada: Person;
beforeAll(async () => {
  run = await startRun();
  ada = await asGuest(run.url);
});
afterAll(() => run?.close());

const replicaOf = (id: string) => firstReplica(run, id);

/** What a service says of itself. */
async function readiness(id: string): Promise<string> {
  const { status, body } = await exchange(replicaOf(id).ports.app, "GET", "/readiness");
  return `${status} ${body}`;
}

const logOf = (name: string) => readFileSync(join(run.supervisor.logs, `${name}.log`), "utf8");

const platformPart = (name: string) => {
  const found = run.platform.parts[name];
  if (found === undefined) throw new Error(`there is no "${name}"`);
  return found;
};

test("a stopped database is named, nobody is told of a success, and it is found again", async () => {
  await platformPart("postgresql").stop();
  const refused = await ada.call("POST", "/api/tasks", { title: "Tea" });
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(problemIn(refused)).toMatchObject({ code: "unavailable" });
  for (const id of ["task", "audit", "api-gateway"]) {
    const red = expect.stringMatching(/^503 .*the store .* does not answer: see that it runs/);
    await expect.poll(() => readiness(id), patience).toEqual(red);
  }
  expect(await readiness("web"), "it keeps nothing").toMatch(/^200/);
  expect(logOf("task-0")).toMatch(/"what":"the store .*"why":"500 .*connect/);

  await platformPart("postgresql").restart();
  for (const id of ["task", "audit", "api-gateway"]) {
    await expect.poll(() => readiness(id), patience).toMatch(/^200/);
  }
  await addTask(ada, "Tea after all");
  await filed(ada, 1);
});

/** Longer than all retries of an event that fails, together. */
const longMs = 20_000;

/** Every event has been read by whoever reads it, and none was set aside. */
async function allRead(): Promise<void> {
  const behind = async () => (await behindOf(run)).filter(({ events }) => events > 0);
  await expect.poll(behind, patience).toEqual([]);
  expect(await deadLettersOf(run)).toEqual([]);
}

test("events wait for a database, however long it is away", async () => {
  await platformPart("postgresql").stop();
  expect(await publishAllAgain(run)).toBeGreaterThan(0);
  await sleep(longMs);
  await platformPart("postgresql").restart();
  await allRead();
  await addTask(ada, "Tea with milk");
  await filed(ada, 2);
  await allRead();
});

test("events wait for a service, however long it is away", async () => {
  const readers = ["audit", "chat", "scheduler", "sync"].map((id) => replicaOf(id).service);
  for (const each of readers) await each.kill();
  await addTask(ada, "Tea with sugar");
  await sleep(longMs);
  await Promise.all(readers.map((each) => each.restart()));
  await filed(ada, 3);
  await allRead();
  await addTask(ada, "Tea with nothing");
  await filed(ada, 4);
  await allRead();
});

/** Starts another sidecar in place of a service's own; it must not start. Gives what is said. */
async function instead(id: string, files: ResourceFolder, password: string): Promise<string> {
  const { name, ports, tokens } = replicaOf(id);
  return startSidecar(run.supervisor, programs.daprd, files, run.platform.controlPlane, {
    app: id,
    name: `${name}-sidecar-of-another`,
    namespace: run.environment.namespace,
    ports,
    appPort: ports.app,
    tokens,
    variables: { [brokerPasswordVariable]: password },
  }).then(
    () => "it started",
    (thrown: unknown) => String(thrown),
  );
}

async function comesBack(id: string): Promise<void> {
  expect(await readiness(id)).toMatch(/^503 .*the sidecar is not ready: its log says which/);
  await replicaOf(id).sidecar.restart();
  await expect.poll(() => readiness(id), patience).toMatch(/^200/);
}

test("a wrong password at the broker is named, and the right one is enough", async () => {
  await replicaOf("webhook").sidecar.kill();
  const said = await instead("webhook", run.files, "wrong");
  expect(said).toContain("webhook-0-sidecar-of-another ended with 1: see ");
  expect(said).toMatch(/initialization error occurred for pubsub .*SASL Authentication failed/);
  await comesBack("webhook");
});

test("a component that does not load is named, and one that does is enough", async () => {
  const { components, subscriptions, resiliency, configurations } = daprResources(
    app,
    run.environment,
  );
  const broken = components.map((each) =>
    each.metadata.name === stateStoreName
      ? { ...each, spec: { ...each.spec, type: "state.postgres-of-old" } }
      : each,
  );
  const folder = join(run.supervisor.folder, "broken-resources");
  const resources = [...broken, ...subscriptions, ...resiliency];
  const files = writeResources(folder, resources, configurations);
  const password = run.users.find(({ username }) => username === "webhook")?.password ?? "";
  await replicaOf("webhook").sidecar.kill();
  const said = await instead("webhook", files, password);
  expect(said).toContain("webhook-0-sidecar-of-another ended with 1: see ");
  expect(said).toMatch(/statestore \(state\.postgres-of-old\/v\d\)/);
  await comesBack("webhook");
});

test("a missing topic is named, the door goes on accepting, and all is told once it is there", async () => {
  const bob = await asGuest(run.url);
  const { id } = await addTask(bob, "Gone with its topic");
  await filed(bob, 1);
  const { brokers, operator } = run.platform;
  const topic = "task.deleted";
  await withKafkaAdmin(brokers, operator, (admin) => admin.deleteTopics({ topics: [topic] }));
  expect((await bob.call("DELETE", `/api/tasks/${id}`)).status).toBe(204);
  await expect
    .poll(() => logOf("task-0"), patience)
    .toMatch(/"error":"publish task\.deleted: 500 .*topic or partition that does not exist/);
  await addTask(bob, "The door is open");

  await withKafkaAdmin(brokers, operator, (admin) =>
    admin.createTopics({ topics: [{ topic, numPartitions: 3, replicationFactor: 1 }] }),
  );
  await filed(bob, 3);
});
