import { DaprClient, HttpMethod } from "@dapr/dapr";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRuntime } from "./runtime.ts";
import { fakeApp, ok } from "./testing/fake-app.ts";
import { resources } from "./testing/small-resources.ts";

// The official client is the best witness that the API is Dapr's; its own surprises are kept here.

const runtime = openRuntime({ file: ":memory:", resources, apiToken: "secret" });
const reader = fakeApp();
const made: { client?: DaprClient } = {};
const client = () => {
  if (!made.client) throw new Error("the client was not made");
  return made.client;
};

beforeAll(async () => {
  runtime.attach("b", reader.send);
  await runtime.start();
  const { port } = await runtime.listen("a");
  const daprPort = String(port);
  made.client = new DaprClient({ daprHost: "127.0.0.1", daprPort, daprApiToken: "secret" });
});
afterAll(async () => {
  await made.client?.stop();
  await runtime.close();
});

test("the official client saves and gets state", async () => {
  await client().state.save("statestore", [{ key: "k1", value: { n: 1 } }]);

  expect(await client().state.get("statestore", "k1")).toEqual({ n: 1 });
});

test("its get gives the value alone, so an ETag needs a bulk get", async () => {
  await client().state.save("statestore", [{ key: "k2", value: { n: 2 } }]);

  expect(await client().state.get("statestore", "k2")).not.toHaveProperty("etag");
  expect(await client().state.getBulk("statestore", ["k2"])).toEqual([
    expect.objectContaining({ key: "k2", data: { n: 2 }, etag: expect.any(String) }),
  ]);
});

test("its save with a wrong ETag does not throw: the error is in the answer", async () => {
  const answer = await client().state.save("statestore", [{ key: "k3", value: 1, etag: "no" }]);

  expect(answer.error).toBeInstanceOf(Error);
  expect(String(answer.error?.message)).toContain("ERR_STATE_SAVE");
});

test("it publishes, and the reader gets a CloudEvent", async () => {
  await client().pubsub.publish("pubsub", "things", { hello: 1 });
  await runtime.idle();

  expect(reader.bodies("/things")).toContainEqual(
    expect.objectContaining({ data: { hello: 1 }, specversion: "1.0" }),
  );
});

test("it invokes another app", async () => {
  reader.answer(({ path }) => (path === "/hello" ? ok({ back: 1 }) : undefined));

  expect(await client().invoker.invoke("b", "hello", HttpMethod.GET)).toEqual({ back: 1 });
});

test("without the token a caller is refused", async () => {
  const { port, close } = await runtime.listen("a");
  const answer = await fetch(`http://127.0.0.1:${port}/v1.0/healthz`);
  await answer.text();
  await close();

  expect(answer.status).toBe(401);
});
