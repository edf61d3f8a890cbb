import { connect } from "node:net";
import kafkajs from "kafkajs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HttpCall } from "../../../components/model/http.ts";
import { pubsubName, stateStoreName } from "../../../components/model/names.ts";
import { exchange } from "../../../infra/local/testing/exchange.ts";
import { type FakeApp, fakeApp } from "../../../infra/local/testing/fake-app.ts";
import { freePort, portsFor } from "../../../infra/real/ports.ts";
import { sidecarPortNames, startSidecar } from "../../../infra/real/sidecar.ts";
import { addTask, asGuest, type Person } from "../e2e/person.ts";
import { firstReplica } from "./first-replica.ts";
import { inStore } from "./in-store.ts";
import { programs } from "./programs.ts";
import { type RealRun, startRun } from "./real-run.ts";
import { type ServedApp, serveApp } from "./served-app.ts";

let run: RealRun;
let intruder: FakeApp;
let served: ServedApp;
let intruderPort: number;
let ada: Person;

beforeAll(async () => {
  run = await startRun();
  ada = await asGuest(run.url);
  await addTask(ada, "Ada's own");
  wholeKey = await keyOf(ada);
  // An app of somebody else's on the same machine, with a real sidecar and a real certificate.
  intruder = fakeApp();
  const appPort = await freePort();
  served = await serveApp(intruder.send, appPort);
  const ports = await portsFor(...sidecarPortNames);
  intruderPort = ports.http;
  const { supervisor, files, platform, environment } = run;
  await startSidecar(supervisor, programs.daprd, files, platform.controlPlane, {
    app: "intruder",
    namespace: environment.namespace,
    ports,
    appPort,
  });
});
afterAll(async () => {
  await run?.close();
  await served?.close();
});

const replicaOf = (id: string) => firstReplica(run, id);

/** Asks the sidecar of a service of ours as the service itself would. */
function as(id: string, method: HttpCall["method"], path: string, body?: unknown, more = {}) {
  const { ports, tokens } = replicaOf(id);
  return exchange(ports.http, method, `/v1.0${path}`, body, {
    "dapr-api-token": tokens.api,
    ...more,
  });
}

const asIntruder = (method: HttpCall["method"], path: string, body?: unknown) =>
  exchange(intruderPort, method, `/v1.0${path}`, body);

/** A key of Ada's log as the store has it, behind the name of the app that owns it. */
let wholeKey: string;

async function keyOf({ id }: Person): Promise<string> {
  const find = "select key from state where key like $1 limit 1";
  const [found] = await inStore<{ key: string }>(run, find, [`task||log:${id}:%`]);
  return found?.key ?? "";
}

const at = (key: string) => `/state/${stateStoreName}/${encodeURIComponent(key)}`;
const owned = () => at(wholeKey.replace("task||", ""));

describe("an app that the application does not name", () => {
  test("sees none of its components", async () => {
    const { body } = await asIntruder("GET", "/metadata");
    expect(JSON.parse(body)).toMatchObject({ id: "intruder" });
    expect(JSON.parse(body)).not.toHaveProperty("components");
    expect((await asIntruder("GET", owned())).status).toBe(500);
    expect((await asIntruder("POST", `/publish/${pubsubName}/task.created`, {})).status).toBe(404);
  });

  test.each(["task", "auth", "audit", "api-gateway", "web"])("may not call %s", async (id) => {
    expect((await asIntruder("GET", `/invoke/${id}/method/health`)).status).toBe(403);
  });

  test("hears no event", async () => {
    await addTask(ada, "Not for others");
    expect(intruder.calls.filter(({ path }) => path.startsWith("/events"))).toEqual([]);
  });

  test.each(["task", "auth"])("gets nothing from the sidecar of %s", async (id) => {
    const { status } = await exchange(replicaOf(id).ports.http, "GET", "/v1.0/metadata");
    expect(status).toBe(401);
  });

  test("gets nothing from a service without going by its sidecar", async () => {
    const direct = (path: string, token: string) =>
      exchange(replicaOf("task").ports.app, "POST", path, {}, { "dapr-api-token": token });
    expect((await direct("/events/occurrence.due", "")).status).toBe(403);
    expect((await direct("/events/occurrence.due", "made up")).status).toBe(403);
    expect((await direct("/tasks", "made up")).status).toBe(403);
  });
});

// 127.0.0.2 is this machine too, and stands for all of its other addresses.
test.runIf(process.platform === "linux")("nothing listens beyond 127.0.0.1", async () => {
  const ports = run.replicas.flatMap((one) => Object.values(one.ports));
  expect(ports.length).toBeGreaterThan(20);
  const open = await Promise.all(ports.map((port) => isOpen("127.0.0.2", port)));
  expect(ports.filter((_, i) => open[i])).toEqual([]);
  expect(await isOpen("127.0.0.1", replicaOf("task").ports.app)).toBe(true);
});

function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  return new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  }).finally(() => socket.destroy());
}

describe("a service of the application", () => {
  test("reads no other's state, not even by its whole key", async () => {
    expect(await as("task", "GET", owned())).toMatchObject({ status: 200 });
    expect(await as("webhook", "GET", owned())).toMatchObject({ status: 204, body: "" });
    expect((await as("webhook", "GET", at(wholeKey))).status).toBe(400);
    // One that keeps nothing has no store at all.
    expect((await as("web", "GET", owned())).status).toBe(500);
  });

  test.each([
    ["audit", "task.created"],
    ["chat", "reminder.triggered"],
    ["scheduler", "task.created"],
    ["sync", "session.revoked"],
  ])("%s publishes no %s", async (id, topic) => {
    const answer = await as(id, "POST", `/publish/${pubsubName}/${topic}`, { forged: true });
    expect(answer.status).toBe(403);
  });

  test.each([
    ["sync", "audit", "/dead-letters"],
    ["audit", "task", "/tasks"],
    ["notification", "auth", "/api/auth/jwks"],
    ["task", "api-gateway", "/api/tasks"],
  ])("%s may not call %s", async (id, peer, path) => {
    expect((await as(id, "GET", `/invoke/${peer}/method${path}`)).status).toBe(403);
  });

  test.each([
    ["api-gateway", "task", "/events/occurrence.due"],
    ["api-gateway", "audit", "/events/task.deleted"],
    ["chat", "task", "/events/reminder.due"],
    ["chat", "task", "/relay-sweep"],
    ["sync", "auth", "/events/session.revoked"],
  ])("%s may call %s, but not at %s, where only the runtime speaks", async (id, peer, path) => {
    for (const claim of [{}, { "dapr-caller-app-id": "" }, { "dapr-caller-app-id": peer }]) {
      const answer = await as(id, "POST", `/invoke/${peer}/method${path}`, {}, claim);
      expect(answer.status).toBe(403);
    }
  });

  test("reads no job of another's", async () => {
    const job = { dueTime: "2999-01-01T00:00:00Z", data: { mine: true } };
    expect((await as("scheduler", "POST", "/jobs/private", job)).status).toBe(204);
    expect((await as("webhook", "GET", "/jobs/private")).status).toBe(500);
    expect((await as("scheduler", "DELETE", "/jobs/private")).status).toBe(204);
  });
});

describe("the broker itself", () => {
  const connection = (sasl?: { readonly username: string; readonly password: string }) =>
    new kafkajs.Kafka({
      brokers: [...run.platform.brokers],
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 2, initialRetryTime: 50 },
      ...(sasl && { sasl: { mechanism: "scram-sha-256", ...sasl } }),
    });
  const userOf = (id: string) => {
    const found = run.users.find(({ username }) => username === id);
    if (found === undefined) throw new Error(`the broker does not know "${id}"`);
    return found;
  };
  const send = async (sasl: Parameters<typeof connection>[0], topic: string) => {
    const producer = connection(sasl).producer();
    try {
      await producer.connect();
      await producer.send({ topic, messages: [{ value: "forged" }] });
    } finally {
      await producer.disconnect();
    }
  };

  test("lets nobody in without a name, or with a made-up password", async () => {
    await expect(send(undefined, "task.created")).rejects.toThrow();
    await expect(send({ username: "task", password: "made up" }, "task.created")).rejects.toThrow(
      /authentication failed/i,
    );
  });

  test.each([
    ["web", "task.created"],
    ["audit", "task.created"],
    ["scheduler", "task-updates"],
  ])("lets %s write no %s", async (id, topic) => {
    await expect(send(userOf(id), topic)).rejects.toThrow(/authorized|does not host/i);
  });

  type Admin = ReturnType<ReturnType<typeof connection>["admin"]>;
  const asking = async (id: string, read: (admin: Admin) => Promise<unknown>) => {
    const admin = connection(userOf(id)).admin();
    await admin.connect();
    return read(admin).finally(() => admin.disconnect());
  };
  test.each([
    ["task", "its topic", (admin: Admin) => admin.fetchTopicOffsets("occurrence.due")],
    ["audit", "its group", (admin: Admin) => admin.describeGroups(["audit"])],
  ])("lets %s look at %s, and chat not", async (owner, _what, read) => {
    await asking(owner, read);
    await expect(asking("chat", read)).rejects.toThrow(/authorized|coordinator/i);
  });
});
