import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { agentsSdk } from "./sdk.ts";

// In tests the SDK is silent of its own accord: it has to believe that this is none.
beforeAll(() => {
  vi.stubEnv("NODE_ENV", "production");
});
afterAll(() => {
  vi.unstubAllEnvs();
});

test("the SDK puts no hands on the process: how it ends is for its service to decide", async () => {
  const events = ["SIGINT", "SIGTERM", "unhandledRejection", "beforeExit"];
  const counted = () => events.map((event) => process.listenerCount(event));
  const before = counted();
  await agentsSdk();

  expect(counted()).toEqual(before);
});

test("the SDK traces nothing", async () => {
  const { getGlobalTraceProvider } = await agentsSdk();

  expect(getGlobalTraceProvider().createTrace({ name: "t" })).toMatchObject({ traceId: "no-op" });
});
