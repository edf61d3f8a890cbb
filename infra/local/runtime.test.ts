import { expect, onTestFinished, test } from "vitest";
import { isObject } from "./json.ts";
import type { Resources } from "./resources.ts";
import { openRuntime, type RuntimeOptions } from "./runtime.ts";
import { fakeApp, ok, status } from "./testing/fake-app.ts";
import { handClock } from "./testing/hand-clock.ts";
import { component, retrying, subscription } from "./testing/resources.ts";
import { resources as small } from "./testing/small-resources.ts";

const dataOf = (bodies: readonly unknown[]) => bodies.map((e) => isObject(e) && e.data);

async function running(more: Partial<Resources> = {}, options: Partial<RuntimeOptions> = {}) {
  const clock = handClock();
  const problems: string[] = [];
  const runtime = openRuntime({
    file: ":memory:",
    resources: { ...small, ...more },
    clock,
    onProblem: (event) => problems.push(event),
    ...options,
  });
  onTestFinished(() => runtime.close());
  const b = fakeApp();
  runtime.attach("b", b.send);
  await runtime.start();
  const sidecar = runtime.sidecar("a");
  const post = (path: string, body: unknown) =>
    sidecar({
      method: "POST",
      path,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const publish = async (data: unknown, topic = "things") => {
    const answer = await post(`/v1.0/publish/pubsub/${topic}?metadata.partitionKey=k`, data);
    await runtime.idle();
    return answer;
  };
  const advance = (ms: number) => clock.advance(ms, runtime.idle);
  return { runtime, b, post, publish, advance, problems, sidecar };
}

test("without a policy and a dead-letter topic an event comes again every 5 s, in order", async () => {
  const { b, publish, advance, problems } = await running();
  b.answer(() => status(500));
  await publish(1);
  await publish(2);
  await advance(4_999);
  expect(dataOf(b.bodies("/things"))).toEqual([1]);
  await advance(5_001);
  expect(dataOf(b.bodies("/things"))).toEqual([1, 1, 1]);
  expect(problems).toContain("event.stuck");
  b.answer(() => undefined);
  await advance(5_000);
  expect(dataOf(b.bodies("/things"))).toEqual([1, 1, 1, 1, 2]);
});

test("with a dead-letter topic and no policy the first failure sets the event aside", async () => {
  const { b, publish } = await running({
    subscriptions: [
      subscription("b", "things", { deadLetterTopic: "dead" }),
      subscription("b", "dead"),
    ],
  });
  b.answer(({ path }) => (path === "/things" ? status(500) : undefined));
  await publish(1);
  expect(b.bodies("/things")).toHaveLength(1);
  expect(b.bodies("/dead")).toEqual(b.bodies("/things"));
});

test("a policy gives its retries first, with its pauses", async () => {
  const { b, publish, advance } = await running({
    subscriptions: [
      subscription("b", "things", { deadLetterTopic: "dead" }),
      subscription("b", "dead"),
    ],
    resiliency: [retrying("b", { policy: "constant", duration: "1s", maxRetries: 2 })],
  });
  b.answer(({ path }) => (path === "/things" ? ok({ status: "RETRY" }) : undefined));
  await publish(1);
  await advance(1_999);
  expect([b.bodies("/things").length, b.bodies("/dead").length]).toEqual([2, 0]);
  await advance(1);
  expect([b.bodies("/things").length, b.bodies("/dead").length]).toEqual([3, 1]);
});

test("an app that may not publish to its dead-letter topic keeps the event", async () => {
  const { b, publish, advance, problems } = await running({
    components: [component("pubsub", "pubsub.in-memory", [], { publishingScopes: "b=" })],
    subscriptions: [subscription("b", "things", { deadLetterTopic: "dead" })],
  });
  b.answer(() => status(500));
  await publish(1);
  await advance(5_000);
  expect(b.bodies("/things")).toHaveLength(2);
  expect(problems).toContain("subscription.dead-letter-refused");
});

test("a bulk reader gets what waits, at most its maximum, from one partition in order", async () => {
  const bulkSubscribe = { enabled: true, maxMessagesCount: 2, maxAwaitDurationMs: 100 } as const;
  const { runtime, publish } = await running({
    components: [component("pubsub", "pubsub.in-memory", ["a", "late"])],
    subscriptions: [subscription("late", "things", { bulkSubscribe })],
  });
  for (const n of [1, 2, 3]) await publish(n);
  const late = fakeApp();
  late.answer(({ body }) =>
    ok({ statuses: idsIn(body).map((entryId) => ({ entryId, status: "SUCCESS" })) }),
  );
  runtime.attach("late", late.send);
  await runtime.idle();
  const batches = late.bodies("/things").map((batch) => isObject(batch) && batch.entries);
  const inside = (data: number) =>
    expect.objectContaining({ event: expect.objectContaining({ data }) });
  expect(batches).toEqual([[inside(1), inside(2)], [inside(3)]]);
});

const idsIn = (body: string): readonly unknown[] => {
  const parsed: unknown = JSON.parse(body);
  const entries = isObject(parsed) && Array.isArray(parsed.entries) ? parsed.entries : [];
  return entries.filter(isObject).map(({ entryId }) => entryId);
};

test("an app may name its subscriptions itself", async () => {
  const { runtime, publish } = await running({
    components: [component("pubsub", "pubsub.in-memory", [])],
  });
  const c = fakeApp([{ pubsubname: "pubsub", topic: "things", route: "/mine" }]);
  runtime.attach("c", c.send);
  await publish(1);
  expect(dataOf(c.bodies("/mine"))).toEqual([1]);
});

test("a topic that is not among the settings is 500", async () => {
  const topics = [{ name: "things", retentionMs: 60_000 }];
  const { publish } = await running({}, { topics });
  expect((await publish(1)).status).toBe(204);
  expect((await publish(1, "other")).status).toBe(500);
});

test("the sweep removes what is older than its topic keeps, and the reader goes on", async () => {
  const topics = [{ name: "things", retentionMs: 60_000 }];
  const { runtime, b, publish, advance } = await running({}, { topics });
  await publish(1);
  await advance(60_001);
  await runtime.sweep();
  await publish(2);
  expect(dataOf(b.bodies("/things"))).toEqual([1, 2]);
  const late = fakeApp([{ pubsubname: "pubsub", topic: "things", route: "/late" }]);
  runtime.attach("a", late.send);
  await runtime.idle();
  expect(dataOf(late.bodies("/late"))).toEqual([2]);
});

test("state with a ttl is gone when it is over", async () => {
  const { post, advance, sidecar } = await running();
  await post("/v1.0/state/statestore", [{ key: "k", value: 1, metadata: { ttlInSeconds: "10" } }]);
  const read = () =>
    sidecar({ method: "GET", path: "/v1.0/state/statestore/k", headers: {}, body: "" });
  await advance(9_999);
  expect((await read()).status).toBe(200);
  await advance(1);
  expect((await read()).status).toBe(204);
});

test("of writes in one turn only the one that conflicts is refused", async () => {
  const { post } = await running();
  const item = (key: string, more: object) => [{ key, value: 1, ...more }];
  const first = { options: { concurrency: "first-write" } };
  const answers = await Promise.all([
    post("/v1.0/state/statestore", item("k", first)),
    post("/v1.0/state/statestore", item("k", first)),
    post("/v1.0/state/statestore", item("other", {})),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual([204, 500, 204]);
});

test("a job without data is taken and never delivered", async () => {
  const { runtime, post, advance } = await running();
  const a = fakeApp();
  runtime.attach("a", a.send);
  expect((await post("/v1.0/jobs/empty", { dueTime: "1s" })).status).toBe(204);
  await advance(60_000);
  expect(a.calls).toEqual([]);
});

test("by default a failing job is tried three more times, a second apart, and dropped", async () => {
  const { runtime, post, advance } = await running();
  const a = fakeApp();
  a.answer(() => status(500));
  runtime.attach("a", a.send);
  await post("/v1.0/jobs/fails", { dueTime: "1s", data: 1 });
  await advance(60_000);
  expect(a.calls).toHaveLength(4);
});

test("a job taken back while it waits for its next attempt does not come again", async () => {
  const { runtime, post, advance, sidecar } = await running();
  const a = fakeApp();
  a.answer(() => status(500));
  runtime.attach("a", a.send);
  await post("/v1.0/jobs/fails", { dueTime: "1s", data: 1 });
  await advance(1_000);
  await sidecar({ method: "DELETE", path: "/v1.0/jobs/fails", headers: {}, body: "" });
  await advance(60_000);
  expect(a.calls).toHaveLength(1);
});

test("what goes out through a binding stands in the outbox", async () => {
  const { runtime, post } = await running({
    components: [component("mail", "bindings.http", ["a"], { direction: "output" })],
  });
  const mail = { operation: "create", data: "hello", metadata: { emailTo: "x@y" } };
  expect((await post("/v1.0/bindings/mail", mail)).status).toBe(204);
  expect(runtime.outbox({ app: "a", binding: "mail" })).toMatchObject([mail]);
  expect(runtime.outbox({ app: "b" })).toEqual([]);
});

test("apps get the app token, whatever a caller sends", async () => {
  const { sidecar, b, publish } = await running({}, { appToken: "mine" });
  const headers = { "dapr-api-token": "forged" };
  await sidecar({ method: "GET", path: "/v1.0/invoke/b/method/x", headers, body: "" });
  await publish(1);
  expect(b.calls.map((call) => call.headers["dapr-api-token"])).toEqual(["mine", "mine"]);
});

test("before the start health is 500, after it 204", async () => {
  const runtime = openRuntime({ file: ":memory:", resources: small });
  onTestFinished(() => runtime.close());
  const health = async () =>
    (
      await runtime.sidecar("a")({
        method: "GET",
        path: "/v1.0/healthz/outbound",
        headers: {},
        body: "",
      })
    ).status;
  expect(await health()).toBe(500);
  await runtime.start();
  expect(await health()).toBe(204);
});
